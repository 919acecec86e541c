import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { ByteQueue } from './byte-queue.ts';

/** A block of a capture: its number and what stands between its two lengths. */
export interface Block {
  readonly number: number;
  readonly body: Buffer;
}

const sectionHeader = 0x0a0d0d0a;
const byteOrder = 0x1a2b3c4d;
const gzipMagic = 0x8b1f;
const headerBytes = 8;
const smallestBlock = 12;
const freeBytes = 64 << 20;
const chunkBytes = 256 << 10;

/**
 * Blocks of a capture, in batches as they come. A capture may be packed with gzip. Throws `input.malformed` for what is no capture,
 * or is damaged or cut off, behind all that is whole; `limit.size` and `limit.ratio`; `host.io`, `input.not-found`.
 */
export async function* readBlocks(
  source: string | Uint8Array,
  scope: Pick<Scope, 'signal' | 'limits'>,
): AsyncGenerator<readonly Block[], void, undefined> {
  const queue = new ByteQueue();
  const maxBlock = scope.limits.maxFileBytes * 4;
  let isFirst = true;
  for await (const chunk of contentOf(source, scope)) {
    checkpoint(scope.signal);
    queue.push(chunk);
    const blocks: Block[] = [];
    for (let block = take(queue, maxBlock); block !== undefined; block = take(queue, maxBlock)) {
      if (isFirst) requireSection(block);
      isFirst = false;
      blocks.push(block);
    }
    if (blocks.length > 0) yield blocks;
  }
  if (isFirst) throw malformed('is no capture');
  if (queue.length > 0) throw malformed('ends within a block');
}

function take(queue: ByteQueue, maxBlock: number): Block | undefined {
  const header = queue.peek(headerBytes);
  if (header === undefined) return undefined;
  const length = header.readUInt32LE(4);
  // Blocks are padded to four bytes, but not all writers count that.
  if (length < smallestBlock) throw malformed('has a block without a length');
  if (length > maxBlock)
    throw new CaissonError('limit.size', 'the capture has a block that is too large');
  const block = queue.take(length);
  if (block === undefined) return undefined;
  if (block.readUInt32LE(length - 4) !== length)
    throw malformed('has a block whose lengths differ');
  return { number: block.readUInt32LE(0), body: block.subarray(headerBytes, length - 4) };
}

function requireSection({ number, body }: Block): void {
  if (number !== sectionHeader || body.length < 8) throw malformed('is no capture');
  if (body.readUInt32LE(0) !== byteOrder)
    throw new CaissonError(
      'input.unsupported',
      'the capture was made on a machine of another byte order',
    );
  const version = body.readUInt16LE(4);
  if (version > 1)
    throw new CaissonError('input.unsupported', `the capture has the format version ${version}`);
}

/** What the source holds, unpacked when it is packed. */
async function* contentOf(
  source: string | Uint8Array,
  { signal, limits }: Pick<Scope, 'signal' | 'limits'>,
): AsyncGenerator<Buffer, void, undefined> {
  const chunks = typeof source === 'string' ? fileChunks(source, signal) : pieces(source);
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const all = joined(first.value, iterator);
  const isPacked = first.value.length >= 2 && first.value.readUInt16LE(0) === gzipMagic;
  if (isPacked) yield* unpacked(all, limits.maxRatio, signal);
  else yield* all;
}

// oxlint-disable-next-line typescript/require-await
async function* pieces(bytes: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < all.length; at += chunkBytes) yield all.subarray(at, at + chunkBytes);
}

async function* joined(
  first: Buffer,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  for (let turn = await rest.next(); turn.done !== true; turn = await rest.next()) yield turn.value;
}

async function* fileChunks(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    // Without an encoding, streams of files give buffers.
    for await (const chunk of createReadStream(path, { signal, highWaterMark: chunkBytes }))
      yield chunk as Buffer;
  } catch (cause) {
    signal.throwIfAborted();
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new CaissonError(isAbsent ? 'input.not-found' : 'host.io', `cannot read ${quote(path)}`, {
      cause,
    });
  }
}

async function* unpacked(
  packed: AsyncIterable<Buffer>,
  maxRatio: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  let read = 0;
  let made = 0;
  async function* counted(): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of packed) {
      read += chunk.length;
      yield chunk;
    }
  }
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  const feeding = pipeline(counted(), gunzip, { signal });
  feeding.catch(() => undefined);
  try {
    for await (const chunk of gunzip) {
      // Without an encoding, streams give buffers.
      const bytes = chunk as Buffer;
      made += bytes.length;
      if (made > freeBytes && made > read * maxRatio)
        throw new CaissonError('limit.ratio', 'the capture unpacks to far more than it is');
      yield bytes;
    }
    await feeding;
  } catch (cause) {
    signal.throwIfAborted();
    if (isCaissonError(cause)) throw cause;
    throw malformed('is damaged or cut off where it is packed', cause);
  }
}

function malformed(problem: string, cause?: unknown): CaissonError {
  return new CaissonError('input.malformed', `the capture ${problem}`, { cause });
}
