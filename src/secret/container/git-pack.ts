import { inflateSync } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';
import { type ByteSource, copyOf, type Part, sourceOf, type UnpackLimits } from './source.ts';

const largestPack = 256 << 20;
const names = ['', 'commit', 'tree', 'blob', 'tag', '', 'delta', 'delta'];

/**
 * Objects of a git pack (gitformat-pack(5), version 2 and 3). Deltas are given as they are: what a commit brought in stands in them
 * literally. Trees hold no text and are left out. Throws `input.malformed`, `limit.*`.
 */
export function* readGitPack(source: ByteSource, limits: UnpackLimits): Iterable<Part> {
  if (source.size > largestPack)
    throw new CaissonError('limit.size', 'git pack is too large to be read');
  const bytes = copyOf(source, 0, source.size);
  const count = bytes.readUInt32BE(8);
  if (count > limits.maxEntries)
    throw new CaissonError('limit.entries', 'git pack has too many objects');
  let at = 12;
  for (let index = 0; index < count; index += 1) {
    const header = headerAt(bytes, at);
    const { content, used } = inflateAt(bytes, header.data, limits.maxPartBytes);
    limits.spend(content.length);
    if (header.type !== 2)
      yield { name: `${names[header.type] ?? ''}-${index}`, source: sourceOf(content) };
    at = header.data + used;
  }
}

/** Type and size as a number of 7 bits a byte; deltas then name what they build on. */
function headerAt(bytes: Buffer, start: number): { type: number; data: number } {
  const type = ((bytes[start] ?? 0) >> 4) & 7;
  let data = numberEnd(bytes, start);
  if (type === 6) data = numberEnd(bytes, data);
  else if (type === 7) data += 20;
  if (data >= bytes.length || names[type] === '')
    throw new CaissonError('input.malformed', 'git pack is damaged');
  return { type, data };
}

function numberEnd(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && ((bytes[at] ?? 0) & 0x80) !== 0) at += 1;
  return at + 1;
}

/** `info` gives the engine too, whose count tells how much it has read. */
function inflateAt(
  bytes: Buffer,
  at: number,
  maxOutputLength: number,
): { content: Buffer; used: number } {
  let result: unknown;
  try {
    result = inflateSync(bytes.subarray(at), { maxOutputLength, info: true });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new CaissonError('limit.size', 'an object of a git pack is too large', { cause });
    throw new CaissonError('input.malformed', 'git pack is damaged', { cause });
  }
  if (!isInflated(result)) throw new CaissonError('internal.bug', 'zlib gave no engine');
  return { content: result.buffer, used: result.engine.bytesWritten };
}

function isInflated(value: unknown): value is { buffer: Buffer; engine: { bytesWritten: number } } {
  return typeof value === 'object' && value !== null && 'buffer' in value && 'engine' in value;
}
