import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Observation } from '#model/observation.ts';
import { pythonPackageAnalyzer } from '../language/python/installed.ts';
import { type ByteSource, isRange, readExactly } from './byte-source.ts';
import { inflateBounded } from './inflate.ts';
import { fileInside, type Program, unsupported } from './program.ts';

const magic = Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1');
const cookieBytes = 24;
const entryHeaderBytes = 18;
const maxTableBytes = 16 * 2 ** 20;
const maxMetadataBytes = 2 ** 20;
const maxMetadataFiles = 500;
const metadataName = /\.(?:dist-info[\\/]METADATA|egg-info[\\/]PKG-INFO)$/;

interface Entry {
  readonly name: string;
  readonly offset: number;
  readonly packedBytes: number;
  readonly size: number;
  readonly isPacked: boolean;
}

/**
 * The distributions of a Python application that PyInstaller packed (PyInstaller, CArchive: a cookie near the end names the
 * table of contents), as far as their metadata was packed too; modules alone do not tell a version, which is a gap.
 */
export function* observePyInstaller(program: Program, tail: Buffer): Iterable<Observation> {
  const { source } = program;
  const inTail = tail.lastIndexOf(magic);
  if (inTail === -1 || inTail + cookieBytes > tail.length) return;
  const cookieAt = source.size - tail.length + inTail;
  const cookie = tail.subarray(inTail);
  const start = startOf(cookie, cookieAt, source.size);
  if (start === undefined) return;
  const entries = readTable(source, start + cookie.readUInt32BE(12), cookie.readUInt32BE(16));
  const metadata = entries.filter(({ name }) => metadataName.test(name));
  for (const entry of metadata.slice(0, maxMetadataFiles)) {
    const file = fileInside(
      program,
      entry.name.replaceAll('\\', '/'),
      contentOf(source, start, entry),
    );
    for (const seen of pythonPackageAnalyzer.analyze(file, program.scope))
      yield seen.type === 'component'
        ? { ...seen, component: { ...seen.component, presence: 'embedded' } }
        : seen;
  }
  yield unsupported(
    program,
    `a Python ${pythonOf(cookie.readUInt32BE(20))} application packed by PyInstaller: packages without metadata are not examined`,
  );
}

/** The archive ends some bytes behind its cookie, whose size depends on the release: the one that leads to a table. */
function startOf(cookie: Buffer, cookieAt: number, fileBytes: number): number | undefined {
  const length = cookie.readUInt32BE(8);
  const table = cookie.readUInt32BE(12);
  for (const tail of [88, 24]) {
    const start = cookieAt + tail - length;
    if (start >= 0 && start < cookieAt && start + table < cookieAt && cookieAt < fileBytes)
      return start;
  }
  return undefined;
}

function readTable(source: ByteSource, at: number, size: number): readonly Entry[] {
  if (size > maxTableBytes)
    throw new CaissonError('limit.size', 'the PyInstaller table is too large');
  const table = readExactly(source, at, size, 'PyInstaller table');
  const entries: Entry[] = [];
  for (let next = 0; next + entryHeaderBytes <= table.length; ) {
    const length = table.readUInt32BE(next);
    if (length < entryHeaderBytes || length > table.length - next)
      throw new CaissonError('input.malformed', 'the PyInstaller table is damaged');
    const name = table.toString('utf8', next + entryHeaderBytes, next + length);
    entries.push({
      name: name.split('\0', 1)[0] ?? '',
      offset: table.readUInt32BE(next + 4),
      packedBytes: table.readUInt32BE(next + 8),
      size: table.readUInt32BE(next + 12),
      isPacked: table[next + 16] === 1,
    });
    next += length;
  }
  return entries;
}

function contentOf(source: ByteSource, start: number, entry: Entry): Buffer {
  if (entry.size > maxMetadataBytes || entry.packedBytes > maxMetadataBytes)
    throw new CaissonError('limit.size', `${quote(entry.name)} is too large`);
  if (!isRange(source, start + entry.offset, entry.packedBytes))
    throw new CaissonError('input.malformed', `${quote(entry.name)} lies outside the file`);
  const data = readExactly(source, start + entry.offset, entry.packedBytes, 'PyInstaller entry');
  return entry.isPacked ? inflateBounded(data, 'zlib', maxMetadataBytes, quote(entry.name)) : data;
}

/** 27 is 2.7, 311 is 3.11. */
function pythonOf(version: number): string {
  const text = String(version);
  return `${text.slice(0, 1)}.${text.slice(1)}`;
}
