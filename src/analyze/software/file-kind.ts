import type { FileKind } from './record.ts';

const machMagics: readonly string[] = ['\xcf\xfa\xed\xfe', '\xce\xfa\xed\xfe', '\xca\xfe\xba\xbe'];
const white = new Set([0x09, 0x0a, 0x0c, 0x0d]);

/** What a file is by its first bytes. `undefined`: archives and other binary data that no record looks into. */
export function kindOf(head: Uint8Array): FileKind | undefined {
  const word = Buffer.from(head.subarray(0, 4)).toString('latin1');
  if (word === '\x7fELF') return 'elf';
  if (word.startsWith('MZ')) return 'pe';
  if (machMagics.includes(word)) return 'macho';
  if (word.startsWith('#!')) return 'script';
  const isText = head.length > 0 && head.every((byte) => byte >= 0x20 || white.has(byte));
  return isText ? 'text' : undefined;
}
