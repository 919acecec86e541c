import { PassThrough, pipeline, Readable } from 'node:stream';
import zlib from 'node:zlib';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { RawKind } from './raw-decoder.ts';

/**
 * Decompresses through Node's public streams: slower, for a Node.js whose internals have changed. One zstd frame at most:
 * the public stream ignores what follows. Throws `input.malformed`.
 */
export async function* decodeByStream(
  kind: RawKind,
  input: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<Uint8Array> {
  const decoder = kind === 'gzip' ? zlib.createGunzip() : zlib.createZstdDecompress();
  const output = pipeline(Readable.from(input), decoder, new PassThrough(), ignoreTwice);
  try {
    for await (const chunk of output) if (chunk instanceof Uint8Array) yield chunk;
  } catch (cause) {
    if (isCaissonError(cause) || !isZlibError(cause)) throw cause;
    throw new CaissonError('input.malformed', `${what} is damaged: ${cause.code}`, { cause });
  }
}

/** The failure reaches the loop over the output; the callback hears it a second time. */
function ignoreTwice(): void {}

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return false;
  return /^(?:Z_|ZSTD_|ERR_ZSTD|ERR_TRAILING)/.test(error.code);
}
