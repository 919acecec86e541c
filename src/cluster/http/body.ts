import type { IncomingMessage } from 'node:http';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { networkError, unreachable } from './network-error.ts';

/** How an answer is read: the longest silence between two pieces, in milliseconds, and who it comes from. */
export interface Reading {
  readonly server: string;
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

/** The pieces of an answer. Only waiting for the server counts as silence, not the time that the caller takes. */
export async function* chunksOf(
  response: IncomingMessage,
  { server, stallMs, signal }: Reading,
): AsyncGenerator<Buffer> {
  const pieces = response.iterator({ destroyOnReturn: true });
  try {
    for (;;) {
      const timer = setTimeout(() => {
        response.destroy(unreachable(server, 'the answer stopped coming'));
      }, stallMs);
      const piece: IteratorResult<unknown> = await pieces.next().finally(() => clearTimeout(timer));
      if (piece.done === true) return;
      if (piece.value instanceof Buffer) yield piece.value;
    }
  } catch (error) {
    checkpoint(signal);
    throw networkError(error, server);
  } finally {
    response.destroy();
  }
}

/** The answer as text. Throws `limit.size` above `maxBytes`. */
export async function textOfBody(chunks: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes)
      throw new CaissonError('limit.size', `an answer is larger than ${maxBytes} bytes`);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

/**
 * The lines of a stream, empty ones left out. What stands behind the last line break is dropped: a line that was cut is none.
 * Throws `limit.size` for a line above `maxBytes`. Takes linear time, however the bytes are cut into pieces.
 */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, from);
      const part = chunk.subarray(from, end < 0 ? chunk.length : end);
      size += part.length;
      if (size > maxBytes)
        throw new CaissonError('limit.size', `an event is larger than ${maxBytes} bytes`);
      if (part.length > 0) parts.push(part);
      if (end < 0) break;
      if (size > 0) yield Buffer.concat(parts).toString('utf8');
      parts = [];
      size = 0;
      from = end + 1;
    }
  }
}
