import type { ByteSource } from './byte-source.ts';
import { readElf } from './elf.ts';
import type { Executable } from './executable.ts';
import { readMachO } from './mach-o.ts';
import { readPe } from './pe.ts';
import { readWasm } from './wasm.ts';

/** First bytes of the executable formats we read; WebAssembly is known by its ending. */
export const executableMagics: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46],
  [0x4d, 0x5a],
  [0xcf, 0xfa, 0xed, 0xfe],
  [0xce, 0xfa, 0xed, 0xfe],
  [0xca, 0xfe, 0xba, 0xbe],
];

/**
 * Reads the tables of an executable, never its content: a few kilobytes whatever the size.
 * `undefined` when the file is none of the formats. Throws `input.malformed`.
 */
export function readExecutable(source: ByteSource): Executable | undefined {
  return readElf(source) ?? readPe(source) ?? readMachO(source) ?? readWasm(source);
}
