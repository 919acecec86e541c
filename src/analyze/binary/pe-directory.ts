import { type ByteSource, isRange, readExactly } from './byte-source.ts';
import type { Executable } from './executable.ts';
import { readerOf } from './reader.ts';

/** Places in the table of data directories (Microsoft PE/COFF specification, section "Optional Header Data Directories"). */
export const peDirectory = { resource: 2, cli: 14 } as const;

/** A part of a PE file that another place points to by the address it is loaded at, relative to the image. */
export interface PeRange {
  readonly offset: number;
  readonly size: number;
}

/** Finds parts of a PE file by relative address. */
export interface PeImage {
  readonly source: ByteSource;
  /** The data directory of a number; `undefined` when the file has none. */
  directory(number: number): PeRange | undefined;
  /** The bytes at a relative address, at most to the end of the file. */
  rangeAt(address: number, size: number): PeRange | undefined;
}

/** Opens a PE file that `readPe` accepted. */
export function openPe(source: ByteSource, executable: Executable): PeImage | undefined {
  const start = readExactly(source, 0, 64, 'DOS header').readUInt32LE(60);
  const optionalBytes = readExactly(source, start, 24, 'PE header').readUInt16LE(20);
  const bytes = readExactly(source, start + 24, Math.min(optionalBytes, 256), 'PE optional header');
  if (bytes.length < 96) return undefined;
  const wide = bytes.readUInt16LE(0) === 0x20b;
  const reader = readerOf(bytes, true, wide);
  const base = reader.word(wide ? 24 : 28);
  const table = wide ? 112 : 96;
  const count = reader.u32(table - 4);
  function rangeAt(address: number, size: number): PeRange | undefined {
    const section = executable.sections.find(
      (one) => address >= one.address - base && address < one.address - base + one.size,
    );
    if (section === undefined) return undefined;
    const offset = section.offset + address - (section.address - base);
    return isRange(source, offset, size) ? { offset, size } : undefined;
  }
  return {
    source,
    rangeAt,
    directory(number) {
      if (number >= count) return undefined;
      const address = reader.u32(table + number * 8);
      return address === 0 ? undefined : rangeAt(address, reader.u32(table + number * 8 + 4));
    },
  };
}
