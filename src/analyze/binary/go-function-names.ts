import { type ByteSource, isRange, partOf, readExactly } from './byte-source.ts';
import { type Executable, type Section, sectionNamed } from './executable.ts';
import { type Reader, readerOf } from './reader.ts';

const headerBytes = 8 + 8 * 8;
const maxTableBytes = 32 * 2 ** 20;
const maxSearchBytes = 128 * 2 ** 20;
const maxCandidates = 1000;
const searchWindowBytes = 2 ** 20;

/**
 * First word of the table by the first Go release that wrote it (Go, internal/abi `PCLnTabMagic`), newest first. The second
 * number is where the offset of the function names stands, in words behind the first eight bytes: since 1.18 the address of
 * the text precedes it, before 1.16 there was no table of names.
 */
const layouts = [
  { minor: 20, magic: 0xfffffff1, namesWord: 3 },
  { minor: 18, magic: 0xfffffff0, namesWord: 3 },
  { minor: 16, magic: 0xfffffffa, namesWord: 2 },
  { minor: 2, magic: 0xfffffffb, namesWord: undefined },
] as const;
type Layout = (typeof layouts)[number];

/** Zero-ended names. `isMixed`: other data stands between them. */
export interface GoFunctionNames {
  readonly bytes: Buffer;
  readonly isMixed: boolean;
}

/**
 * Names of all functions that the Go linker kept, each ended by a zero byte, out of the table that the runtime prints stack
 * traces from (`pclntab`), which stripping leaves. Inlined functions are in it too: the linker lists the names of its inline
 * trees in the same place. Tables before Go 1.16 mix names with other data, so there the whole table is given; what is no
 * name in it must be passed over by the reader. `undefined` when no whole table is found.
 */
export function readGoFunctionNames(
  source: ByteSource,
  executable: Executable,
  goVersion: string,
): GoFunctionNames | undefined {
  for (const layout of layoutsOf(goVersion))
    for (const area of areasOf(executable)) {
      const bytes = readNames(source, area, layout);
      if (bytes !== undefined) return { bytes, isMixed: layout.namesWord === undefined };
    }
  return undefined;
}

/** The layout of a release; a toolchain of unknown version may have any. */
function layoutsOf(goVersion: string): readonly Layout[] {
  const minor = Number(/^go1\.(\d{1,4})/.exec(goVersion)?.[1] ?? Number.NaN);
  if (Number.isNaN(minor)) return layouts;
  return layouts.filter((layout) => layout.minor <= minor).slice(0, 1);
}

/** The section of the table; without one (PE, no section table) whatever is loaded, as a whole. */
function areasOf(executable: Executable): readonly Section[] {
  const named = sectionNamed(executable, '.gopclntab', '.data.rel.ro.gopclntab', '__gopclntab');
  if (named !== undefined) return [named];
  const relro = sectionNamed(executable, '.data.rel.ro');
  return [...(relro === undefined ? [] : [relro]), ...executable.segments.slice(0, 5)];
}

function readNames(source: ByteSource, area: Section, layout: Layout): Buffer | undefined {
  const inside = partOf(source, area.offset, Math.min(area.size, maxSearchBytes));
  for (const littleEndian of [true, false])
    for (const at of candidates(inside, layout.magic, littleEndian)) {
      const range = namesRange(inside, at, layout, littleEndian);
      if (range !== undefined) return readExactly(inside, range.start, range.size, 'Go functions');
    }
  return undefined;
}

/** Where the magic stands at a multiple of four, followed by two zero bytes. */
function* candidates(area: ByteSource, magic: number, littleEndian: boolean): Iterable<number> {
  const mark = Buffer.alloc(6);
  if (littleEndian) mark.writeUInt32LE(magic, 0);
  else mark.writeUInt32BE(magic, 0);
  let left = maxCandidates;
  for (let start = 0; start < area.size && left > 0; start += searchWindowBytes) {
    const length = Math.min(searchWindowBytes + mark.length - 1, area.size - start);
    const view = area.read(start, length);
    const window = Buffer.from(view.buffer, view.byteOffset, view.length);
    const found: number[] = [];
    for (let at = window.indexOf(mark); at !== -1; at = window.indexOf(mark, at + 1))
      if ((start + at) % 4 === 0 && at < searchWindowBytes && found.length < left)
        found.push(start + at);
    left -= found.length;
    yield* found;
  }
}

function namesRange(
  area: ByteSource,
  at: number,
  { namesWord }: Layout,
  littleEndian: boolean,
): Range | undefined {
  const bytes = Buffer.from(area.read(at, headerBytes));
  const wordBytes = wordBytesOf(bytes);
  if (wordBytes === undefined) return undefined;
  const reader = readerOf(bytes, littleEndian, wordBytes === 8);
  const count = reader.word(8);
  if (count === 0 || count * wordBytes > area.size - at) return undefined;
  if (namesWord === undefined) return bounded(area, { start: at, size: area.size - at });
  return bounded(area, tableRange(reader, at, 8 + namesWord * wordBytes, wordBytes));
}

interface Range {
  readonly start: number;
  readonly size: number;
}

/** Size of an address; the header also tells the size of an instruction, which is 1, 2 or 4. */
function wordBytesOf(header: Buffer): 4 | 8 | undefined {
  if (![1, 2, 4].includes(header[6] ?? 0)) return undefined;
  return header[7] === 4 || header[7] === 8 ? header[7] : undefined;
}

function bounded(area: ByteSource, range: Range): Range | undefined {
  const isSound = range.size > 0 && range.size <= maxTableBytes;
  return isSound && isRange(area, range.start, range.size) ? range : undefined;
}

/** The names end where the table of compilation units begins. */
function tableRange(reader: Reader, at: number, field: number, wordBytes: number): Range {
  const start = reader.word(field);
  return { start: at + start, size: reader.word(field + wordBytes) - start };
}
