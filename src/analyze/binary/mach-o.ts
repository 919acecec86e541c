import { CaissonError } from '#kit/error.ts';
import { type ByteSource, partOf, readExactly } from './byte-source.ts';
import type { Executable, Section } from './executable.ts';
import { type Reader, readerOf } from './reader.ts';

const maxCommandBytes = 2 ** 20;
const maxFatSlices = 64;
const commandSegment = 0x1;
const commandSegment64 = 0x19;
const protectionWrite = 2;

/**
 * Reads segments and sections of a Mach-O file (Apple, mach-o/loader.h). Of a fat file the first slice: all slices are built
 * from the same modules. `undefined` when it is not Mach-O.
 */
export function readMachO(source: ByteSource): Executable | undefined {
  const head = Buffer.from(source.read(0, 8));
  if (head.length < 8) return undefined;
  const magic = head.readUInt32LE(0);
  if (magic === 0xfeedface || magic === 0xfeedfacf)
    return readThin(source, 0, magic === 0xfeedfacf);
  if (head.readUInt32BE(0) !== 0xcafebabe || !isFat(head)) return undefined;
  const slice = readerOf(readExactly(source, 8, 20, 'Mach-O fat header'), false, false);
  const offset = slice.u32(8);
  const inner = Buffer.from(partOf(source, offset, slice.u32(12)).read(0, 4));
  const innerMagic = inner.length === 4 ? inner.readUInt32LE(0) : 0;
  if (innerMagic !== 0xfeedface && innerMagic !== 0xfeedfacf) return undefined;
  return readThin(source, offset, innerMagic === 0xfeedfacf);
}

/** Java class files begin with the same magic; their version numbers are above any number of slices. */
function isFat(head: Buffer): boolean {
  const slices = head.readUInt32BE(4);
  return slices > 0 && slices < maxFatSlices && slices < 43;
}

function readThin(source: ByteSource, start: number, wide: boolean): Executable {
  const headerBytes = wide ? 32 : 28;
  const header = readerOf(readExactly(source, start, headerBytes, 'Mach-O header'), true, wide);
  const size = header.u32(20);
  if (size > maxCommandBytes)
    throw new CaissonError('limit.size', 'the load commands of the Mach-O file are too large');
  const bytes = readExactly(source, start + headerBytes, size, 'Mach-O load commands');
  const sections: Section[] = [];
  const segments: Section[] = [];
  for (const at of commandOffsets(bytes, wide)) {
    segments.push(segmentAt(bytes, at, wide, start));
    sections.push(...sectionsAt(bytes, at, wide, start));
  }
  return { format: 'mach-o', sections, segments };
}

function commandOffsets(bytes: Buffer, wide: boolean): readonly number[] {
  const offsets: number[] = [];
  const wanted = wide ? commandSegment64 : commandSegment;
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    if (size < 8 || size > bytes.length - at)
      throw new CaissonError(
        'input.malformed',
        'a load command of the Mach-O file has an impossible size',
      );
    if (bytes.readUInt32LE(at) === wanted) offsets.push(at);
    at += size;
  }
  return offsets;
}

function segmentAt(bytes: Buffer, at: number, wide: boolean, start: number): Section {
  const reader = readerOf(bytes, true, wide);
  const word = wide ? 8 : 4;
  return {
    name: nameAt(bytes, at + 8),
    address: reader.word(at + 24),
    offset: start + reader.word(at + 24 + 2 * word),
    size: reader.word(at + 24 + 3 * word),
    writable: (reader.u32(at + 28 + 4 * word) & protectionWrite) !== 0,
  };
}

function sectionsAt(bytes: Buffer, at: number, wide: boolean, start: number): readonly Section[] {
  const reader = readerOf(bytes, true, wide);
  const first = at + (wide ? 72 : 56);
  const entryBytes = wide ? 80 : 68;
  const room = Math.max(0, Math.floor((at + reader.u32(at + 4) - first) / entryBytes));
  const count = Math.min(reader.u32(at + (wide ? 64 : 48)), room);
  return Array.from({ length: count }, (_, index) => {
    const entry = first + index * entryBytes;
    return { ...sectionFields(bytes, reader, entry, wide), writable: isData(bytes, entry) };
  }).map((section) => ({ ...section, offset: start + section.offset }));
}

function sectionFields(bytes: Buffer, reader: Reader, entry: number, wide: boolean) {
  return {
    name: nameAt(bytes, entry),
    address: reader.word(entry + 32),
    size: reader.word(entry + (wide ? 40 : 36)),
    offset: reader.u32(entry + (wide ? 48 : 40)),
  };
}

function isData(bytes: Buffer, entry: number): boolean {
  return nameAt(bytes, entry + 16) === '__DATA';
}

function nameAt(bytes: Buffer, at: number): string {
  const name = bytes.toString('latin1', at, Math.min(at + 16, bytes.length));
  const end = name.indexOf('\0');
  return end === -1 ? name : name.slice(0, end);
}
