import { CaissonError } from '#kit/error.ts';

export const tarBlockBytes = 512;

/** The fixed fields of a tar header (POSIX.1-1988 ustar, GNU tar, star), names still raw. */
export interface TarHeader {
  readonly name: string;
  readonly link: string;
  readonly typeflag: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Whether the block's checksum is right, summed as unsigned or, as some old programs did, as signed bytes. */
export function hasValidChecksum(block: Buffer): boolean {
  let unsigned = 0;
  let high = 0;
  for (let index = 0; index < tarBlockBytes; index += 1) {
    const byte = index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
    unsigned += byte;
    high += byte >> 7;
  }
  const stated = lenientNumber(block, 148, 8);
  return stated === unsigned || stated === unsigned - 256 * high;
}

/** Whether the block consists of zeros: the end of the archive, or what stands between two of them. */
export function isZeroBlock(block: Buffer): boolean {
  if (block[0] !== 0) return false;
  for (let index = 0; index < tarBlockBytes; index += 8)
    if (block.readInt32LE(index) !== 0 || block.readInt32LE(index + 4) !== 0) return false;
  return true;
}

/** Reads a header whose checksum is right. Throws `input.malformed` for a size that is no size. */
export function parseTarHeader(block: Buffer): TarHeader {
  const name = text(block, 0, 100);
  const prefix = prefixOf(block);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    link: text(block, 157, 100),
    typeflag: String.fromCharCode(block[156] ?? 0),
    size: tarSize(block, 124, 12),
    mode: lenientNumber(block, 100, 8) & 0o7777,
    uid: lenientNumber(block, 108, 8),
    gid: lenientNumber(block, 116, 8),
  };
}

/** A size or offset: octal digits, or base-256 when the first bit is set (GNU tar). Throws `input.malformed`. */
export function tarSize(block: Buffer, at: number, length: number): number {
  const value = numberAt(block, at, length);
  if (value === undefined || value < 0 || !Number.isSafeInteger(value))
    throw new CaissonError('input.malformed', 'a tar header states an impossible size');
  return value;
}

/** Text up to the first NUL. */
export function text(block: Buffer, at: number, length: number): string {
  const zero = block.indexOf(0, at);
  return block.toString('utf8', at, zero < 0 || zero > at + length ? at + length : zero);
}

/** POSIX headers keep up to 155 bytes of the directory, star's 131; GNU's own format uses the room for other things. */
function prefixOf(block: Buffer): string {
  if (block.toString('latin1', 257, 263) !== 'ustar\0') return '';
  return text(block, 345, block.toString('latin1', 508, 512) === 'tar\0' ? 131 : 155);
}

function lenientNumber(block: Buffer, at: number, length: number): number {
  const value = numberAt(block, at, length) ?? 0;
  return value >= 0 && Number.isSafeInteger(value) ? value : 0;
}

function numberAt(block: Buffer, at: number, length: number): number | undefined {
  return ((block[at] ?? 0) & 0x80) === 0 ? octal(block, at, length) : binary(block, at, length);
}

function octal(block: Buffer, from: number, length: number): number | undefined {
  let at = from;
  const end = from + length;
  while (at < end && block[at] === 0x20) at += 1;
  let value = 0;
  for (; at < end; at += 1) {
    const byte = block[at] ?? 0;
    if (byte === 0 || byte === 0x20) return value;
    if (byte < 0x30 || byte > 0x37) return undefined;
    value = value * 8 + byte - 0x30;
  }
  return value;
}

/** Two's complement, big endian; the first bit only marks the format. */
function binary(block: Buffer, at: number, length: number): number {
  const first = block[at] ?? 0;
  let value = (first & 0x40) === 0 ? first & 0x3f : (first & 0x7f) - 0x80;
  for (let index = at + 1; index < at + length; index += 1)
    value = value * 256 + (block[index] ?? 0);
  return value;
}
