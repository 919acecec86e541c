import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createGunzip, createZstdDecompress, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { bunzip2 } from './bzip2.ts';

/** How a feed's file is packed. */
export type Packing = 'gz' | 'zst' | 'bz2';

/** Below this much output no ratio is held against a packed file. */
const freeBytes = 256 * 2 ** 20;
/** bzip2 data is unpacked from memory. */
const maxBzip2Bytes = 2 ** 30;

/**
 * The bytes of a file, unpacked as they are read. Throws `input.malformed` when it is damaged, `limit.ratio` and `limit.size`
 * when it grows beyond `scope.limits`.
 */
export async function* unpackFile(
  path: string,
  packing: Packing | undefined,
  scope: Scope,
): AsyncIterable<Uint8Array> {
  const packedSize = statSync(path).size;
  const allowed = Math.max(freeBytes, packedSize * scope.limits.maxRatio);
  const most = Math.min(allowed, scope.limits.maxLayerBytes);
  let size = 0;
  try {
    for await (const chunk of open(path, packing, packedSize)) {
      checkpoint(scope.signal);
      size += chunk.length;
      if (size > most) throw new CaissonError('limit.ratio', `${quote(path)} grows too large`);
      yield chunk;
    }
  } catch (error) {
    throw isCaissonError(error) || scope.signal.aborted ? error : damaged(path, error);
  }
}

/** Unpacks bytes that are in memory. Throws `input.malformed` when they are damaged or grow beyond `maxBytes`. */
export function unpackBytes(bytes: Uint8Array, packing: Packing, maxBytes: number): Buffer {
  try {
    if (packing === 'gz') return gunzipSync(bytes, { maxOutputLength: maxBytes });
    if (packing === 'zst') return zstdDecompressSync(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    throw damaged('a packed document', cause);
  }
  const parts: Buffer[] = [];
  let size = 0;
  for (const part of bunzip2(bytes)) {
    size += part.length;
    if (size > maxBytes) throw damaged('a packed document', undefined);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function open(
  path: string,
  packing: Packing | undefined,
  size: number,
): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (packing === 'bz2') {
    if (size > maxBzip2Bytes) throw new CaissonError('limit.size', `${quote(path)} is too large`);
    return bunzip2(readFileSync(path));
  }
  const file = createReadStream(path, { highWaterMark: 2 ** 20 });
  if (packing === undefined) return file;
  const unpacker = packing === 'gz' ? createGunzip() : createZstdDecompress();
  file.on('error', (error) => unpacker.destroy(error));
  return file.pipe(unpacker);
}

function damaged(what: string, cause: unknown): CaissonError {
  return new CaissonError('input.malformed', `${quote(what)} cannot be unpacked`, { cause });
}
