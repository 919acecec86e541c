import type { ByteSource } from './byte-source.ts';
import type { Executable } from './executable.ts';

const upxMark = Buffer.from('UPX!', 'latin1');
const headBytes = 4096;
const tailBytes = 64;

/**
 * Whether the program was packed with UPX: sections of its naming (PE), or no section table and its mark near the beginning
 * or the end (ELF, Mach-O).
 */
export function isPacked(source: ByteSource, executable: Executable): boolean {
  if (executable.sections.some((section) => /^UPX[0-9]$/.test(section.name))) return true;
  if (executable.format === 'elf' && executable.sections.length > 0) return false;
  return (
    Buffer.from(source.read(0, headBytes)).includes(upxMark) ||
    Buffer.from(source.read(Math.max(0, source.size - tailBytes), tailBytes)).includes(upxMark)
  );
}
