import { CaissonError } from '#kit/error.ts';
import { type ByteSource, isRange, readExactly } from './byte-source.ts';
import type { Executable, Section } from './executable.ts';
import { type Reader, readerOf, textAt } from './reader.ts';

const maxTableEntries = 65_536;
const maxNameTableBytes = 2 ** 20;
const programLoad = 1;
const programNote = 4;
const programWrite = 2;
const sectionWrite = 1;
const sectionWithoutData = 8;

/** Where the tables of an ELF file stand; 32-bit and 64-bit files differ in nothing else that matters here. */
interface ElfHeader {
  readonly wide: boolean;
  readonly littleEndian: boolean;
  readonly programs: Table;
  readonly sections: Table;
  readonly nameIndex: number;
}
interface Table {
  readonly offset: number;
  readonly entryBytes: number;
  readonly count: number;
}

/** Reads section and program headers of an ELF file (System V ABI, gABI chapter 4). `undefined` when it is not ELF. */
export function readElf(source: ByteSource): Executable | undefined {
  const ident = Buffer.from(source.read(0, 16));
  if (ident.length < 16 || ident.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const header = readHeader(source, ident);
  return {
    format: 'elf',
    sections: readSections(source, header),
    ...readSegments(source, header),
    littleEndian: header.littleEndian,
    tableEnd: header.sections.offset + header.sections.entryBytes * header.sections.count,
  };
}

function readHeader(source: ByteSource, ident: Buffer): ElfHeader {
  const wide = ident[4] === 2;
  const littleEndian = ident[5] !== 2;
  const reader = readerOf(readExactly(source, 0, wide ? 64 : 52, 'ELF header'), littleEndian, wide);
  const tail = wide ? 54 : 42;
  return {
    wide,
    littleEndian,
    programs: {
      offset: reader.word(wide ? 32 : 28),
      entryBytes: reader.u16(tail),
      count: reader.u16(tail + 2),
    },
    sections: {
      offset: reader.word(wide ? 40 : 32),
      entryBytes: reader.u16(tail + 4),
      count: reader.u16(tail + 6),
    },
    nameIndex: reader.u16(tail + 8),
  };
}

function readSections(source: ByteSource, header: ElfHeader): readonly Section[] {
  if (header.sections.offset === 0) return [];
  const least = header.wide ? 64 : 40;
  const first = readTable(source, header, { ...header.sections, count: 1 }, least);
  const count =
    header.sections.count || (first === undefined ? 0 : sectionFields(first, 0, header).size);
  const table = readTable(source, header, { ...header.sections, count }, least);
  if (table === undefined) return [];
  const fields = Array.from({ length: count }, (_, index) =>
    sectionFields(table, index * header.sections.entryBytes, header),
  );
  const nameIndex = header.nameIndex === 0xffff ? (fields[0]?.link ?? 0) : header.nameIndex;
  const names = readNames(source, fields[nameIndex]);
  return fields
    .filter((field) => field.type !== sectionWithoutData && field.type !== 0)
    .map(({ name, offset, size, address, writable }) => ({
      name: textAt(names, name),
      offset,
      size,
      address,
      writable,
    }));
}

function sectionFields(reader: Reader, at: number, header: ElfHeader) {
  const word = header.wide ? 8 : 4;
  return {
    name: reader.u32(at),
    type: reader.u32(at + 4),
    writable: (reader.word(at + 8) & sectionWrite) !== 0,
    address: reader.word(at + 8 + word),
    offset: reader.word(at + 8 + 2 * word),
    size: reader.word(at + 8 + 3 * word),
    link: reader.u32(at + 8 + 4 * word),
  };
}

function readNames(
  source: ByteSource,
  field: { readonly offset: number; readonly size: number } | undefined,
): Buffer {
  if (field === undefined || !isRange(source, field.offset, field.size)) return Buffer.alloc(0);
  return Buffer.from(source.read(field.offset, Math.min(field.size, maxNameTableBytes)));
}

function readSegments(
  source: ByteSource,
  header: ElfHeader,
): Pick<Executable, 'segments'> & { readonly notes: readonly Section[] } {
  const segments: Section[] = [];
  const notes: Section[] = [];
  const { offset, count, entryBytes } = header.programs;
  const isThere = offset !== 0 && count !== 0;
  const table = isThere && readTable(source, header, header.programs, header.wide ? 56 : 32);
  if (!table) return { segments, notes };
  for (let index = 0; index < count; index += 1) {
    const at = index * entryBytes;
    const type = table.u32(at);
    if (type === programLoad) segments.push(segmentAt(table, at, header.wide));
    else if (type === programNote) notes.push(segmentAt(table, at, header.wide));
  }
  return { segments, notes };
}

function segmentAt(table: Reader, at: number, wide: boolean): Section {
  return {
    name: '',
    offset: table.word(at + (wide ? 8 : 4)),
    address: table.word(at + (wide ? 16 : 8)),
    size: table.word(at + (wide ? 32 : 16)),
    writable: (table.u32(at + (wide ? 4 : 24)) & programWrite) !== 0,
  };
}

function readTable(
  source: ByteSource,
  header: ElfHeader,
  table: Table,
  leastEntryBytes: number,
): Reader | undefined {
  if (table.count === 0) return undefined;
  if (table.entryBytes < leastEntryBytes || table.entryBytes > 1024)
    throw new CaissonError(
      'input.malformed',
      'the ELF file has table entries of an impossible size',
    );
  if (table.count > maxTableEntries)
    throw new CaissonError(
      'limit.entries',
      `the ELF file has more than ${maxTableEntries} sections`,
    );
  const bytes = readExactly(source, table.offset, table.count * table.entryBytes, 'ELF table');
  return readerOf(bytes, header.littleEndian, header.wide);
}
