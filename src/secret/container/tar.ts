import { CaissonError } from '#kit/error.ts';
import { type ByteSource, copyOf, type Part, slice, type UnpackLimits } from './source.ts';

const block = 512;

/** Regular files of a tar archive (POSIX ustar, with GNU long names and pax paths). Throws `limit.entries`, `input.malformed`. */
export function* readTar(source: ByteSource, limits: UnpackLimits): Iterable<Part> {
  if (!isTar(copyOf(source, 0, block))) throw damaged();
  let at = 0;
  let longName: string | undefined;
  for (let count = 0; at + block <= source.size; count += 1) {
    if (count > limits.maxEntries)
      throw new CaissonError('limit.entries', 'tar archive has too many entries');
    const header = copyOf(source, at, block);
    if (header[0] === 0) return;
    const size = sizeOf(header);
    const content = slice(source, at + block, size);
    const type = header.toString('latin1', 156, 157);
    if (type === 'L' || type === 'x') longName = nameFrom(type, content) ?? longName;
    else {
      if (isFile(type)) yield { name: longName ?? shortName(header), source: content };
      longName = undefined;
    }
    at += block + Math.ceil(size / block) * block;
  }
}

function isFile(type: string): boolean {
  return type === '0' || type === '\0' || type === '7';
}

/** Whether a first block is one of a tar archive: its magic, and a checksum that fits. */
export function isTar(header: Uint8Array): boolean {
  const bytes = Buffer.from(header.buffer, header.byteOffset, header.length);
  if (bytes.length < block || bytes.toString('latin1', 257, 262) !== 'ustar') return false;
  let sum = 8 * 32;
  for (const [at, byte] of bytes.subarray(0, block).entries())
    if (at < 148 || at >= 156) sum += byte;
  return Number.parseInt(bytes.toString('latin1', 148, 156), 8) === sum;
}

function nameFrom(type: string, content: ByteSource): string | undefined {
  const text = copyOf(content, 0, 8192).toString('utf8');
  if (type === 'L') return text.replace(/\0.*$/s, '');
  return /(?:^|\n)\d{1,5} path=([^\n]{1,4096})\n/.exec(text)?.[1];
}

function shortName(header: Buffer): string {
  const prefix = textAt(header, 345, 155);
  const name = textAt(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textAt(header: Buffer, offset: number, length: number): string {
  const end = header.indexOf(0, offset);
  return header.toString(
    'utf8',
    offset,
    end === -1 ? offset + length : Math.min(end, offset + length),
  );
}

function sizeOf(header: Buffer): number {
  if (((header[124] ?? 0) & 0x80) !== 0) {
    const size = header.readBigUInt64BE(128);
    if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged();
    return Number(size);
  }
  const text = header
    .toString('latin1', 124, 136)
    .replace(/[\0 ].*$/s, '')
    .trim();
  if (!/^[0-7]{0,12}$/.test(text)) throw damaged();
  return Number.parseInt(text || '0', 8);
}

function damaged(): CaissonError {
  return new CaissonError('input.malformed', 'not a readable tar archive');
}
