import { CaissonError } from '#kit/error.ts';
import { type ByteSource, isRange, partOf } from './byte-source.ts';
import { type Executable, offsetOfAddress, type Section, sectionNamed } from './executable.ts';
import { readerOf } from './reader.ts';

const magic = Buffer.from('\xff Go buildinf:', 'latin1');
const headerBytes = 32;
const searchWindowBytes = 2 ** 20;
const maxSearchBytes = 64 * 2 ** 20;
const maxSearched = 4;
const flagBigEndian = 1;
const flagInline = 2;

/** The two strings that the Go linker leaves in every program: the toolchain's version and the module text. */
export interface GoBuildInfo {
  readonly goVersion: string;
  /** Lines of `path`, `mod`, `dep`, `=>`, `build`; empty for programs built without modules. */
  readonly modules: string;
}

/**
 * Finds and decodes Go build information (Go, package debug/buildinfo): strings inline since Go 1.18, pointers to string
 * headers before. `undefined` when the program was not made by Go. Throws `input.malformed`, `limit.size`.
 */
export function readGoBuildInfo(
  source: ByteSource,
  executable: Executable,
  maxStringBytes: number,
): GoBuildInfo | undefined {
  const at = findHeader(source, executable);
  if (at === undefined) return undefined;
  const header = Buffer.from(source.read(at, headerBytes));
  if (header.length < headerBytes) return undefined;
  const flags = header[15] ?? 0;
  const [goVersion, modules] =
    (flags & flagInline) !== 0
      ? readInline(source, at + headerBytes, maxStringBytes)
      : readPointers(source, executable, header, maxStringBytes);
  return { goVersion: goVersion.toString('utf8'), modules: withoutSentinels(modules) };
}

function findHeader(source: ByteSource, executable: Executable): number | undefined {
  const named = sectionNamed(executable, '.go.buildinfo', '__go_buildinfo');
  if (named !== undefined) return search(source, named);
  if (executable.format === 'elf' && executable.sections.length > 0) return undefined;
  for (const segment of executable.segments.filter(isWritable).slice(0, maxSearched)) {
    const at = search(source, segment);
    if (at !== undefined) return at;
  }
  return undefined;
}

function isWritable(segment: Section): boolean {
  return segment.writable;
}

/** Looks for the magic at 16-byte steps of the section, in windows that overlap by less than one step. */
function search(source: ByteSource, section: Section): number | undefined {
  const area = partOf(source, section.offset, Math.min(section.size, maxSearchBytes));
  for (let start = 0; start < area.size; start += searchWindowBytes) {
    const bytes = Buffer.from(area.read(start, searchWindowBytes + headerBytes));
    for (let at = bytes.indexOf(magic); at !== -1; at = bytes.indexOf(magic, at + 1))
      if (at % 16 === 0) return section.offset + start + at;
  }
  return undefined;
}

function readInline(source: ByteSource, at: number, max: number): readonly [Buffer, Buffer] {
  const version = readCounted(source, at, max);
  const modules = readCounted(source, version.end, max);
  return [version.bytes, modules.bytes];
}

function readCounted(
  source: ByteSource,
  at: number,
  max: number,
): { readonly bytes: Buffer; readonly end: number } {
  const head = Buffer.from(source.read(at, 5));
  let length = 0;
  let used = 0;
  for (const byte of head) {
    length += (byte & 0x7f) * 2 ** (7 * used);
    used += 1;
    if (byte < 0x80) {
      const bytes = readString(source, at + used, length, max);
      return { bytes, end: at + used + length };
    }
  }
  throw new CaissonError('input.malformed', 'the Go build information has a string without an end');
}

function readPointers(
  source: ByteSource,
  executable: Executable,
  header: Buffer,
  max: number,
): readonly [Buffer, Buffer] {
  const pointerBytes = header[14] ?? 0;
  if (pointerBytes !== 4 && pointerBytes !== 8)
    throw new CaissonError(
      'input.malformed',
      'the Go build information has pointers of an impossible size',
    );
  const littleEndian = ((header[15] ?? 0) & flagBigEndian) === 0;
  const wide = pointerBytes === 8;
  const pointers = readerOf(header, littleEndian, wide);
  /** A Go string is a pointer to its bytes and their number. */
  function follow(pointer: number): Buffer {
    const at = pointer === 0 ? undefined : offsetOfAddress(executable, pointer);
    if (at === undefined || !isRange(source, at, 2 * pointerBytes)) return Buffer.alloc(0);
    const words = readerOf(Buffer.from(source.read(at, 2 * pointerBytes)), littleEndian, wide);
    const target = offsetOfAddress(executable, words.word(0));
    return target === undefined
      ? Buffer.alloc(0)
      : readString(source, target, words.word(pointerBytes), max);
  }
  return [follow(pointers.word(16)), follow(pointers.word(16 + pointerBytes))];
}

function readString(source: ByteSource, at: number, length: number, max: number): Buffer {
  if (!isRange(source, at, length))
    throw new CaissonError(
      'input.malformed',
      'a string of the Go build information lies outside the file',
    );
  if (length > max)
    throw new CaissonError('limit.size', `the Go build information is larger than ${max} bytes`);
  return Buffer.from(source.read(at, length));
}

/** The linker frames the module text by 16 bytes on both sides so that other programs can find it in memory. */
function withoutSentinels(modules: Buffer): string {
  const framed = modules.length >= 33 && modules[modules.length - 17] === 0x0a;
  return framed ? modules.toString('utf8', 16, modules.length - 16) : '';
}
