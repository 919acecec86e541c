import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Component } from '#model/component.ts';
import { Budget, isPlainWord } from '../bounds.ts';
import { parseRpmHeader } from '../rpm/header.ts';
import { observePackages } from '../rpm/observe.ts';
import { packageOf } from '../rpm/package.ts';

const leadMagic = 0xedabeedb;
const leadBytes = 96;
const headerMagic = 0x8eade801;
const introBytes = 16;
const maxHeaderBytes = 32 * 2 ** 20;

/**
 * The package in an rpm archive (rpm file format v4): lead, signature header padded to eight bytes, header. Source packages
 * are none. Throws `input.malformed`, `limit.*`.
 */
export function rpmPackage(file: FileView, scope: Scope): Component | undefined {
  if (file.size < leadBytes) return undefined;
  const lead = bufferOf(file, 0, leadBytes);
  if (lead.readUInt32BE(0) !== leadMagic) return undefined;
  const isSource = lead.readUInt16BE(6) === 1;
  if (isSource) return undefined;
  const signatureBytes = sizeOf(file, leadBytes);
  const start = leadBytes + Math.ceil(signatureBytes / 8) * 8;
  const header = bufferOf(file, start, sizeOf(file, start)).subarray(8);
  const reading = { budget: new Budget(scope.limits.maxEntries), limits: scope.limits };
  const rpm = packageOf(parseRpmHeader(header), reading);
  if (!isPlainWord(rpm.name) || !isPlainWord(rpm.version))
    throw new CaissonError('input.malformed', 'a package archive without a name or version');
  for (const seen of observePackages(file.path, [{ ...rpm, files: [] }]))
    if (seen.type === 'component') return seen.component;
  return undefined;
}

/** Bytes of a header with its intro: magic, reserved, number of entries, size of the data. */
function sizeOf(file: FileView, start: number): number {
  const intro = bufferOf(file, start, introBytes);
  if (intro.readUInt32BE(0) !== headerMagic)
    throw new CaissonError('input.malformed', 'a package archive without a header');
  const size = introBytes + intro.readUInt32BE(8) * 16 + intro.readUInt32BE(12);
  if (size > maxHeaderBytes)
    throw new CaissonError('limit.size', 'the header of a package archive is too large');
  return size;
}

function bufferOf(file: FileView, start: number, length: number): Buffer {
  if (start + length > file.size)
    throw new CaissonError('input.malformed', 'a package archive ends early');
  const bytes = file.read(start, length);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
