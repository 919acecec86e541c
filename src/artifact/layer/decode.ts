import { CaissonError } from '#kit/error.ts';
import type { Compression } from './compression.ts';
import { gunzip } from './gunzip.ts';
import { unzstd } from './unzstd.ts';

/**
 * The plain bytes of a packed stream; each chunk is valid until the next is asked for. `what` names the blob in messages.
 * Throws `input.malformed` for damage and truncation, `input.unsupported` for xz and bzip2, `limit.size` for windows.
 */
export function decode(
  compression: Compression,
  input: AsyncIterable<Uint8Array>,
  what: string,
): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'none':
      return input;
    case 'gzip':
      return gunzip(input, what);
    case 'zstd':
      return unzstd(input, what);
    default:
      throw new CaissonError('input.unsupported', `${what} is compressed with ${compression}`, {
        hint: 'container runtimes take gzip, zstd and plain layers only; pack it again with one of these',
      });
  }
}
