import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';
import {
  type ByteSource,
  copyOf,
  type Part,
  slice,
  sourceOf,
  type UnpackLimits,
} from './source.ts';

/** What a single compressed stream holds. Throws `input.malformed` when it is none, `limit.size` when it is too large. */
export function* readStream(
  decoder: 'gzip' | 'zlib' | 'zstd',
  source: ByteSource,
  limits: UnpackLimits,
): Iterable<Part> {
  if (source.size > limits.maxPartBytes)
    throw new CaissonError('limit.size', `${decoder} stream is too large to be unpacked`);
  const bytes = unpack(decoder, copyOf(source, 0, source.size), limits.maxPartBytes);
  limits.spend(bytes.length);
  yield { decoder, source: sourceOf(bytes) };
}

/** Unpacks what begins with the stream; bytes behind its end do not matter. */
export function unpack(
  decoder: 'gzip' | 'zlib' | 'zstd',
  data: Buffer,
  maxOutputLength: number,
): Buffer {
  try {
    if (decoder === 'gzip') return gunzipSync(data, { maxOutputLength });
    return decoder === 'zlib'
      ? inflateSync(data, { maxOutputLength })
      : zstdDecompressSync(data, { maxOutputLength });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new CaissonError('limit.size', `${decoder} stream unpacks to too much`, { cause });
    throw new CaissonError('input.malformed', `${decoder} stream is damaged`, { cause });
  }
}

/** Members of an ar archive (ar(5)): Debian packages, static libraries. */
export function* readAr(source: ByteSource, limits: UnpackLimits): Iterable<Part> {
  let at = 8;
  for (let count = 0; at + 60 <= source.size; count += 1) {
    if (count > limits.maxEntries)
      throw new CaissonError('limit.entries', 'ar archive has too many members');
    const header = copyOf(source, at, 60).toString('latin1');
    const size = Number(header.slice(48, 58).trim());
    if (!header.endsWith('`\n') || !Number.isSafeInteger(size) || size < 0)
      throw new CaissonError('input.malformed', 'ar archive is damaged');
    yield {
      name: header.slice(0, 16).replace(/[/ ]*$/, '') || 'symbols',
      source: slice(source, at + 60, size),
    };
    at += 60 + size + (size % 2);
  }
}

/** The payload of an RPM package (a cpio archive) behind its lead and two headers, still compressed. */
export function* readRpm(source: ByteSource): Iterable<Part> {
  let at = 96;
  for (const align of [8, 1]) {
    const header = copyOf(source, at, 16);
    if (header.length < 16 || header.readUInt32BE(0) !== 0x8eade801)
      throw new CaissonError('input.malformed', 'rpm package is damaged');
    const length = 16 + 16 * header.readUInt32BE(8) + header.readUInt32BE(12);
    at += Math.ceil(length / align) * align;
    if (at > source.size) throw new CaissonError('input.malformed', 'rpm package is damaged');
  }
  yield { name: 'payload', source: slice(source, at, source.size - at) };
}
