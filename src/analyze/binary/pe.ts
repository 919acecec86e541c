import { type ByteSource, readExactly } from './byte-source.ts';
import type { Executable, Section } from './executable.ts';
import { type Reader, readerOf } from './reader.ts';

const sectionHeaderBytes = 40;
const flagWrite = 0x80000000;

/** Reads the section table of a PE file (Microsoft PE/COFF specification, sections 3 and 4). `undefined` when it is not PE. */
export function readPe(source: ByteSource): Executable | undefined {
  const dos = Buffer.from(source.read(0, 64));
  if (dos.length < 64 || dos.readUInt16BE(0) !== 0x4d5a) return undefined;
  const start = dos.readUInt32LE(60);
  const coff = Buffer.from(source.read(start, 24));
  if (coff.length < 24 || coff.readUInt32BE(0) !== 0x50450000) return undefined;
  const optionalBytes = coff.readUInt16LE(20);
  const base = readImageBase(source, start + 24, optionalBytes);
  const count = coff.readUInt16LE(6);
  const table = readExactly(
    source,
    start + 24 + optionalBytes,
    count * sectionHeaderBytes,
    'PE section table',
  );
  const reader = readerOf(table, true, false);
  const sections = Array.from({ length: count }, (_, index) =>
    sectionAt(table, reader, index * sectionHeaderBytes, base),
  );
  return { format: 'pe', sections, segments: sections };
}

function readImageBase(source: ByteSource, at: number, size: number): number {
  const bytes = readExactly(source, at, Math.min(size, 32), 'PE optional header');
  const wide = bytes.length >= 32 && bytes.readUInt16LE(0) === 0x20b;
  return readerOf(bytes, true, wide).word(wide ? 24 : 28);
}

function sectionAt(table: Buffer, reader: Reader, at: number, base: number): Section {
  const name = table.toString('latin1', at, at + 8);
  const end = name.indexOf('\0');
  return {
    name: end === -1 ? name : name.slice(0, end),
    address: base + reader.u32(at + 12),
    size: reader.u32(at + 16),
    offset: reader.u32(at + 20),
    writable: (reader.u32(at + 36) & flagWrite) !== 0,
  };
}
