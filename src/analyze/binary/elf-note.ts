import { isRange, readExactly } from './byte-source.ts';
import type { Section } from './executable.ts';
import type { Program } from './program.ts';

const maxNoteBytes = 64 * 1024;
const maxNotes = 64;
const headerBytes = 12;

/** One entry of a note section: owner, type and content. */
export interface ElfNote {
  readonly owner: string;
  readonly type: number;
  readonly content: Buffer;
}

/**
 * The notes of a section (System V ABI, section "Note Section"; sizes are of 32 bits and padded to four bytes in both classes).
 * Damaged ones end the list. Reads at most 64 KiB.
 */
export function readNotes({ source, executable }: Program, section: Section): readonly ElfNote[] {
  const size = Math.min(section.size, maxNoteBytes);
  if (!isRange(source, section.offset, size)) return [];
  const bytes = readExactly(source, section.offset, size, 'note section');
  const isLittle = executable.littleEndian !== false;
  function word(at: number): number {
    return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }
  const notes: ElfNote[] = [];
  for (let at = 0; at + headerBytes <= bytes.length && notes.length < maxNotes; ) {
    const nameEnd = at + headerBytes + word(at);
    const start = align(nameEnd);
    const end = start + word(at + 4);
    // Of content that is larger than what was read, the owner is enough.
    if (nameEnd > bytes.length) break;
    const owner = bytes.toString('latin1', at + headerBytes, nameEnd).replace(/\0+$/, '');
    notes.push({ owner, type: word(at + 8), content: bytes.subarray(start, end) });
    at = align(end);
  }
  return notes;
}

function align(offset: number): number {
  return Math.ceil(offset / 4) * 4;
}
