import { constants, gunzipSync } from 'node:zlib';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Component } from '#model/component.ts';
import { ApkLicenses } from '../apk/license.ts';
import { isPlainWord } from '../bounds.ts';
import { linesOf } from '../lines.ts';
import { packageObservation } from '../package-observation.ts';
import { fileInTar } from './tar-file.ts';

const headBytes = 64 * 1024;
const maxHeadBytes = 16 * 2 ** 20;

/**
 * The package in an apk archive (apk-package(5), version 2): gzip streams after each other, signature and control first.
 * Android's archives of the same suffix are zips and none of ours. Throws `input.malformed`, `limit.size`.
 */
export function apkPackage(file: FileView): Component | undefined {
  const head = file.read(0, Math.min(headBytes, file.size));
  if (head[0] !== 0x1f || head[1] !== 0x8b) return undefined;
  const info = fileInTar(unpackedHead(head), ['.PKGINFO']);
  if (info === undefined) return undefined;
  return packageOf(file.path, fieldsOf(info.toString('utf8')));
}

function packageOf(path: string, fields: Readonly<Fields>): Component {
  const { name = '', version = '', architecture = '', license = '', maintainer = '' } = fields;
  if (!isPlainWord(name) || !isPlainWord(version))
    throw new CaissonError('input.malformed', 'a package archive without a name or version');
  const { origin = name } = fields;
  const upstream = origin === name ? '' : origin;
  return packageObservation(path, {
    name,
    version,
    source: { name: origin, version },
    architecture,
    licenses: new ApkLicenses().of(license),
    supplier: maintainer,
    purl: { type: 'apk', qualifiers: { arch: architecture, upstream } },
  }).component;
}

/** What the beginning of the file unpacks to; the rest, which is missing, is the content of the package. */
function unpackedHead(head: Uint8Array): Buffer {
  try {
    return gunzipSync(head, {
      maxOutputLength: maxHeadBytes,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new CaissonError('limit.size', 'a package archive unpacks to too much', { cause });
    throw new CaissonError('input.malformed', 'a package archive is not valid gzip', { cause });
  }
}

const keys: ReadonlyMap<string, keyof Fields> = new Map([
  ['pkgname', 'name'],
  ['pkgver', 'version'],
  ['arch', 'architecture'],
  ['origin', 'origin'],
  ['license', 'license'],
  ['maintainer', 'maintainer'],
]);

interface Fields {
  name?: string;
  version?: string;
  architecture?: string;
  origin?: string;
  license?: string;
  maintainer?: string;
}

function fieldsOf(text: string): Readonly<Fields> {
  const fields: Fields = {};
  for (const line of linesOf(text)) {
    const [, word = '', value] = /^([a-z]{1,16}) = (.{1,4096})$/.exec(line) ?? [];
    const key = keys.get(word);
    if (key !== undefined && value !== undefined) fields[key] ??= value.trim();
  }
  return fields;
}
