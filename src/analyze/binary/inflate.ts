import { inflateRawSync, inflateSync } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';

/**
 * Inflates zlib or raw deflate data to at most `maxBytes`; `what` names the thing in messages.
 * Throws `input.malformed`, `limit.size`.
 */
export function inflateBounded(
  data: Uint8Array,
  kind: 'zlib' | 'raw',
  maxBytes: number,
  what: string,
): Buffer {
  const inflate = kind === 'zlib' ? inflateSync : inflateRawSync;
  try {
    return inflate(data, { maxOutputLength: Math.max(1, maxBytes) });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new CaissonError('limit.size', `${what} inflates to more than ${maxBytes} bytes`, {
        cause,
      });
    throw new CaissonError('input.malformed', `${what} is not valid deflate data`, { cause });
  }
}
