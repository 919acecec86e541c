import { lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type ArchiveScheme, sniffArchive } from './archive/sniff.ts';
import { compressionOf } from './layer/compression.ts';
import { RegionReader } from './layer/input.ts';
import { hasValidChecksum } from './layer/tar-header.ts';

/** The schemes that `detectPath` can tell. */
export type DetectedScheme = ArchiveScheme | 'oci-dir:' | 'sbom:' | 'rootfs:' | 'dir:';

/** How much of a file is looked at to tell an SBOM. */
const sniffBytes = 8 * 2 ** 20;

const releaseFiles = [
  'etc/os-release',
  'usr/lib/os-release',
  'var/lib/dpkg/status',
  'var/lib/dpkg/status.d',
  'lib/apk/db/installed',
  'var/lib/rpm',
  'usr/lib/sysimage/rpm',
];

const sbomMarks = [
  '"bomFormat"',
  '"spdxVersion"',
  'https://spdx.org/rdf/3.',
  'http://cyclonedx.org/schema/bom/',
  'SPDXVersion:',
  '"https://spdx.dev/Document',
  '"https://cyclonedx.org/bom',
];

/**
 * What an existing path is, by its content: never by its name. `undefined` when there is nothing there.
 * Throws `input.unsupported` for a file that is none of these, `host.*` when it cannot be read.
 */
export async function detectPath(path: string): Promise<DetectedScheme | undefined> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return detectDirectory(path);
  if (!stats.isFile())
    throw new CaissonError('input.unsupported', `${quote(path)} is neither a file nor a directory`);
  return detectFile(path, stats.size);
}

function detectDirectory(path: string): DetectedScheme {
  if (exists(join(path, 'oci-layout')) && exists(join(path, 'index.json'))) return 'oci-dir:';
  return releaseFiles.some((file) => exists(join(path, file))) ? 'rootfs:' : 'dir:';
}

/** A dangling link such as `etc/os-release` of an unpacked image counts as well. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

async function detectFile(path: string, size: number): Promise<DetectedScheme> {
  using reader = new RegionReader({ path, offset: 0, length: size });
  const head = reader.read(Buffer.alloc(Math.min(size, sniffBytes)), 0);
  const compression = compressionOf(head);
  const isTar = head.length >= 512 && hasValidChecksum(head.subarray(0, 512));
  if (compression !== 'none' || isTar) {
    const scheme = await sniffArchive(reader);
    if (scheme !== undefined) return scheme;
    throw new CaissonError('input.unsupported', `${quote(path)} holds no container image`, {
      hint: 'unpack it and name the directory to scan what is in it',
    });
  }
  if (sbomMarks.some((mark) => head.includes(mark))) return 'sbom:';
  throw new CaissonError(
    'input.unsupported',
    `${quote(path)} is neither an image archive nor an SBOM`,
    { hint: 'name its directory to scan the software that stands there' },
  );
}
