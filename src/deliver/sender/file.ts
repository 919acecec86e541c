import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sender } from '#contract/delivery.ts';
import { CaissonError } from '#kit/error.ts';
import { formatRecord } from '../format/format.ts';
import { delivered, manyAtOnce, type SenderParts, sameFor } from './sender.ts';

const usualBytes = 100 * 2 ** 20;
const kept = 5;

/**
 * A file of lines, one record each, in the directory that the operator set. The address is the name of the file there. Above
 * setting `maxBytes` it is renamed to `NAME.1` (then `.2` …, five are kept). Throws `usage.*` for a name that is a path.
 */
export function fileSender(parts: SenderParts): Sender {
  const { target, exportDirectory } = parts;
  if (exportDirectory === undefined)
    throw new CaissonError('usage.invalid-config', 'no directory for exports is set', {
      hint: 'set "export.directory"',
    });
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u.test(target.address))
    throw new CaissonError('usage.invalid-argument', 'the address is the plain name of a file');
  const path = join(exportDirectory, target.address);
  const mostBytes = bytesOf(target.settings['maxBytes']);
  return manyAtOnce(parts, 500, async (records) => {
    const lines = records.map(
      (record) => `${formatRecord(record, target.format).replaceAll(/[\r\n]+/gu, ' ')}\n`,
    );
    try {
      await append(path, Buffer.from(lines.join('')), mostBytes);
    } catch (cause) {
      throw new CaissonError('host.io', 'cannot write the file', { cause });
    }
    return sameFor(records, delivered);
  });
}

function bytesOf(text: string | undefined): number {
  const bytes = text !== undefined && /^\d{1,15}$/u.test(text) ? Number(text) : usualBytes;
  return Math.max(4096, bytes);
}

/** Whole lines: what a crash left of a line is ended first. */
async function append(path: string, bytes: Buffer, mostBytes: number): Promise<void> {
  await using file = await openFile(path);
  const { size } = await file.stat();
  if (size > 0 && size + bytes.length > mostBytes) {
    await rotate(path);
    await using fresh = await openFile(path);
    await write(fresh, bytes);
    return;
  }
  const whole = size === 0 || (await endsALine(file, size));
  await write(file, whole ? bytes : Buffer.concat([Buffer.from('\n'), bytes]));
}

/** A link in the place of the file is refused: it may lead anywhere. */
function openFile(path: string): Promise<FileHandle> {
  const { O_APPEND, O_CREAT, O_RDWR, O_NOFOLLOW } = constants;
  return open(path, O_APPEND | O_CREAT | O_RDWR | O_NOFOLLOW, 0o640);
}

async function endsALine(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 10;
}

async function write(file: FileHandle, bytes: Buffer): Promise<void> {
  await file.appendFile(bytes);
  await file.datasync();
}

async function rotate(path: string): Promise<void> {
  for (let at = kept - 1; at >= 0; at -= 1)
    await rename(at === 0 ? path : `${path}.${at}`, `${path}.${at + 1}`).catch(ignoreAbsent);
}

function ignoreAbsent(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
