import { gunzipSync, gzipSync } from 'node:zlib';
import { type CallContext, type Library, globalOverload as over } from '../declare.ts';
import { traversal } from '../size.ts';
import { BYTES, DYN, STRING } from '../type.ts';
import { CelError, type Result, type Value } from '../value.ts';

function decompress(bytes: Uint8Array, context: CallContext): Result {
  try {
    return gunzipSync(bytes, { maxOutputLength: Math.max(context.maxSize, 1) }).toString('utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    return new CelError(`gzip.decompress: ${why}`);
  }
}

function compress(value: Value): Result {
  return typeof value === 'string'
    ? new Uint8Array(gzipSync(value))
    : new CelError('gzip.compress takes a string');
}

/** gzip (Kyverno 1.18 `kyverno.gzip`). The result is never larger than a value may be. */
export const gzipLibrary: Library = {
  name: 'kyverno.gzip',
  bases: ['kyverno', 'caisson'],
  functions: [
    {
      name: 'gzip.decompress',
      overloads: [
        over([BYTES], STRING, decompress, { cost: (_bytes, result) => 1 + traversal(result) }),
      ],
    },
    {
      name: 'gzip.compress',
      overloads: [over([DYN], BYTES, compress, { cost: (value) => 1 + traversal(value) })],
    },
  ],
};
