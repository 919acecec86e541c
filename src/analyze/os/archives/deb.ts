import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { basename } from '#kit/path.ts';
import type { Component } from '#model/component.ts';
import { isPlainWord } from '../bounds.ts';
import { readStanzas } from '../debian/deb822.ts';
import { packageFields, wantedFields } from '../debian/fields.ts';
import { packageObservation } from '../package-observation.ts';
import { fileInTar } from './tar-file.ts';

const magic = '!<arch>\n';
const headerBytes = 60;
const maxControlBytes = 8 * 2 ** 20;

/**
 * The package in a Debian archive (deb(5)): an `ar` file whose second member is the control tar. One packed with xz, which
 * Node cannot read, is known by its file name only. Throws `input.malformed`, `input.unsupported`, `limit.size`.
 */
export function debPackage(file: FileView): Component | undefined {
  const head = file.read(0, Math.min(magic.length, file.size));
  if (Buffer.from(head).toString('latin1') !== magic) return undefined;
  const control = controlOf(file);
  const [stanza] = control === undefined ? [] : readStanzas(control, wantedFields);
  if (stanza === undefined) return packageOfName(file.path);
  const name = stanza.fields.get('package');
  const version = stanza.fields.get('version');
  if (!isPlainWord(name) || !isPlainWord(version))
    throw new CaissonError('input.malformed', 'a package archive without a name or version');
  return packageObservation(file.path, packageFields(stanza.fields, { name, version })).component;
}

/** The text of the control file; `undefined` when it cannot be unpacked. */
function controlOf(file: FileView): string | undefined {
  for (let at = magic.length; at + headerBytes <= file.size; ) {
    const header = Buffer.from(file.read(at, headerBytes)).toString('latin1');
    const name = header.slice(0, 16).trim().replace(/\/$/, '');
    const size = Number.parseInt(header.slice(48, 58), 10);
    if (!Number.isSafeInteger(size) || size < 0) throw malformed();
    if (name.startsWith('control.tar')) return unpacked(file, name, at + headerBytes, size);
    at += headerBytes + size + (size % 2);
    if (name.startsWith('data.tar')) break;
  }
  throw malformed();
}

function unpacked(file: FileView, name: string, start: number, size: number): string | undefined {
  if (size > maxControlBytes)
    throw new CaissonError('limit.size', 'the control file of a package archive is too large');
  if (start + size > file.size) throw malformed();
  const packed = file.read(start, size);
  const suffix = name.slice('control.tar'.length);
  const tar = suffix === '.xz' || suffix === '.lzma' ? undefined : decompress(packed, suffix);
  if (tar === undefined) return undefined;
  const control = fileInTar(tar, ['./control', 'control']);
  if (control === undefined) throw malformed();
  return control.toString('utf8');
}

function decompress(packed: Uint8Array, suffix: string): Buffer | undefined {
  const options = { maxOutputLength: maxControlBytes };
  try {
    if (suffix === '') return Buffer.from(packed);
    if (suffix === '.gz') return gunzipSync(packed, options);
    return suffix === '.zst' ? zstdDecompressSync(packed, options) : undefined;
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new CaissonError('limit.size', 'the control file of a package archive is too large', {
        cause,
      });
    throw new CaissonError('input.malformed', 'the control file of a package archive is damaged', {
      cause,
    });
  }
}

/** apt keeps archives as `name_version_architecture.deb`, with `%3a` for the colon of an epoch. */
function packageOfName(path: string): Component {
  const [, name, written = '', architecture = ''] =
    /^([a-z0-9][a-z0-9+.-]{0,100})_([0-9A-Za-z.+:~%-]{1,200})_([a-z0-9-]{1,32})\.u?deb$/.exec(
      basename(path),
    ) ?? [];
  const version = written.replace(/%3a/gi, ':');
  if (name === undefined || version.includes('%'))
    throw new CaissonError(
      'input.unsupported',
      'a package archive whose control file is packed with xz',
    );
  const purl = { type: 'deb', qualifiers: { arch: architecture } };
  const { component } = packageObservation(path, { name, version, architecture, purl });
  return { ...component, technique: 'filename', confidence: 0.8 };
}

function malformed(): CaissonError {
  return new CaissonError('input.malformed', 'a package archive without a control file');
}
