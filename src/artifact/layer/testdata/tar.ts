import { createHash } from 'node:crypto';
import { type Digest, parseDigest } from '#model/digest.ts';

/** A member of a tar that is built in memory; everything may be wrong on purpose. */
export interface Member {
  readonly name?: string;
  readonly prefix?: string;
  readonly type?: string;
  readonly data?: string | Uint8Array;
  /** The size that the header states, where it is not that of the data. */
  readonly size?: number | Uint8Array;
  readonly mode?: number;
  readonly uid?: number;
  readonly link?: string;
  readonly magic?: 'ustar' | 'gnu' | 'v7' | 'star';
  /** Bytes to put into the header before its checksum is made. */
  readonly patch?: readonly (readonly [offset: number, bytes: string | Uint8Array])[];
  readonly checksum?: 'right' | 'signed' | 'wrong';
}

const magics = { ustar: 'ustar\0' + '00', gnu: 'ustar  \0', v7: '', star: 'ustar\0' + '00' } as const;

/** A whole archive: the members, then two blocks of zeros. */
export function tar(...members: readonly (Member | Uint8Array)[]): Buffer {
  return Buffer.concat([...members.map(memberBytes), zeros(2)]);
}

/** The blocks of a member: header, data, padding. */
export function memberBytes(member: Member | Uint8Array): Uint8Array {
  if (member instanceof Uint8Array) return member;
  const data = Buffer.from(member.data ?? '');
  return Buffer.concat([header(member, data.length), data, Buffer.alloc(padding(data.length))]);
}

/** Blocks of zeros. */
export function zeros(blocks: number): Buffer {
  return Buffer.alloc(512 * blocks);
}

/** A pax header (`x`, or `g` for all that follow) with the records in their order. */
export function pax(records: readonly (readonly [string, string])[], type = 'x'): Member {
  return { name: 'pax', type, data: records.map(([key, value]) => paxRecord(key, value)).join('') };
}

/** A GNU long name (`L`) or long link (`K`). */
export function gnuLong(type: 'L' | 'K', text: string): Member {
  return { name: '././@LongLink', type, data: `${text}\0`, magic: 'gnu' };
}

/** A number in base 256 over `length` bytes; negative ones in two's complement. */
export function base256(value: bigint, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let rest = BigInt.asUintN(8 * length, value);
  for (let at = length - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  return bytes;
}

export function sha256(bytes: Uint8Array): Digest {
  return parseDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
}

function header(member: Member, length: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(member.name ?? 'file', 0, 100);
  block.write(octal(member.mode ?? 0o644, 8), 100);
  block.write(octal(member.uid ?? 0, 8), 108);
  block.write(octal(0, 8), 116);
  const size = member.size ?? length;
  block.set(typeof size === 'number' ? Buffer.from(octal(size, 12)) : size, 124);
  block.write(octal(0, 12), 136);
  block.write(member.type ?? '0', 156, 1, 'latin1');
  block.write(member.link ?? '', 157, 100);
  block.write(magics[member.magic ?? 'ustar'], 257, 'latin1');
  if (member.prefix !== undefined) block.write(member.prefix, 345, 155);
  if (member.magic === 'star') block.write('tar\0', 508, 'latin1');
  for (const [offset, bytes] of member.patch ?? []) block.set(Buffer.from(bytes), offset);
  block.write(octal(checksumOf(block, member.checksum ?? 'right'), 7), 148);
  block[155] = 0x20;
  return block;
}

function checksumOf(block: Buffer, kind: 'right' | 'signed' | 'wrong'): number {
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + (kind === 'signed' && byte > 127 ? byte - 256 : byte), 0);
  return kind === 'wrong' ? sum + 1 : sum;
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`;
}

function padding(length: number): number {
  return (512 - (length % 512)) % 512;
}

function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}
