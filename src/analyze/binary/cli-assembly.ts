import { CaissonError } from '#kit/error.ts';
import { isRange, partOf, readExactly } from './byte-source.ts';
import { bytesBeforeAssembly, type TableShape } from './cli-tables.ts';
import { type PeImage, type PeRange, peDirectory } from './pe-directory.ts';
import { type Reader, readerOf } from './reader.ts';

const signature = 0x424a5342;
const assemblyTable = 0x20;
const maxStreams = 64;
const maxNameBytes = 1024;

/** What a .NET assembly calls itself. `version` has four numbers; `culture` is empty but for assemblies of translations. */
export interface CliAssembly {
  readonly name: string;
  readonly version: string;
  readonly culture: string;
}

/**
 * The assembly in a PE file, out of its metadata (ECMA-335, partition II, sections 24.2 and 22.2). `undefined` for native
 * programs and for modules without an assembly. Throws `input.malformed`.
 */
export function readCliAssembly(image: PeImage): CliAssembly | undefined {
  const header = image.directory(peDirectory.cli);
  if (header === undefined || header.size < 16) return undefined;
  const cli = readExactly(image.source, header.offset, 16, 'CLI header');
  const metadata = image.rangeAt(cli.readUInt32LE(8), cli.readUInt32LE(12));
  if (metadata === undefined) return undefined;
  const streams = readStreams(image, metadata);
  const tables = streams.get('#~') ?? streams.get('#-');
  const strings = streams.get('#Strings');
  if (tables === undefined || strings === undefined) return undefined;
  return readAssembly(image, tables, strings);
}

/** The streams of the metadata root by name. */
function readStreams({ source }: PeImage, root: PeRange): ReadonlyMap<string, PeRange> {
  const bytes = readExactly(source, root.offset, Math.min(root.size, 4096), 'CLI metadata');
  const reader = readerOf(bytes, true, false);
  if (reader.u32(0) !== signature) throw malformed();
  const flagsAt = 16 + reader.u32(12);
  const count = Math.min(reader.u16(flagsAt + 2), maxStreams);
  const streams = new Map<string, PeRange>();
  let at = flagsAt + 4;
  for (let index = 0; index < count && at + 8 < bytes.length; index += 1) {
    const end = bytes.indexOf(0, at + 8);
    if (end === -1) throw malformed();
    const range = { offset: root.offset + reader.u32(at), size: reader.u32(at + 4) };
    if (isRange(source, range.offset, range.size))
      streams.set(bytes.toString('latin1', at + 8, end), range);
    at += 8 + Math.ceil((end + 1 - at - 8) / 4) * 4;
  }
  return streams;
}

function readAssembly(
  { source }: PeImage,
  tables: PeRange,
  strings: PeRange,
): CliAssembly | undefined {
  const area = partOf(source, tables.offset, tables.size);
  const head = Buffer.from(area.read(0, 24 + 64 * 4));
  if (head.length < 24) throw malformed();
  const { shape, end } = shapeOf(head);
  if ((shape.rows.get(assemblyTable) ?? 0) === 0) return undefined;
  const rowBytes = 16 + shape.blobBytes + 2 * shape.stringBytes;
  const row = readExactly(area, end + bytesBeforeAssembly(shape), rowBytes, 'table Assembly');
  const reader = readerOf(row, true, false);
  const nameAt = 16 + shape.blobBytes;
  const heap = partOf(source, strings.offset, strings.size);
  function text(at: number): string {
    const index = shape.stringBytes === 4 ? reader.u32(at) : reader.u16(at);
    const bytes = Buffer.from(heap.read(index, maxNameBytes));
    return bytes.toString('utf8', 0, Math.max(0, bytes.indexOf(0)));
  }
  return {
    name: text(nameAt),
    version: [4, 6, 8, 10].map((at) => reader.u16(at)).join('.'),
    culture: text(nameAt + shape.stringBytes),
  };
}

/** Widths and row counts, and where the rows begin. */
function shapeOf(head: Buffer): { readonly shape: TableShape; readonly end: number } {
  const reader: Reader = readerOf(head, true, false);
  const heapSizes = head[6] ?? 0;
  const rows = new Map<number, number>();
  let at = 24;
  for (let table = 0; table < 64; table += 1) {
    const word = reader.u32(table < 32 ? 8 : 12);
    if (((word >>> (table % 32)) & 1) === 0) continue;
    rows.set(table, reader.u32(at));
    at += 4;
  }
  const [stringBytes = 2, guidBytes = 2, blobBytes = 2] = [1, 2, 4].map((bit) =>
    (heapSizes & bit) === 0 ? 2 : 4,
  );
  // One more word follows the counts when this bit is set (System.Reflection.Metadata, HeapSizes.ExtraData).
  const end = at + ((heapSizes & 0x40) === 0 ? 0 : 4);
  return { shape: { rows, stringBytes, guidBytes, blobBytes }, end };
}

function malformed(): CaissonError {
  return new CaissonError('input.malformed', 'the metadata of the .NET assembly is damaged');
}
