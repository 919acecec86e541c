import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { quote } from '#kit/text.ts';
import { type Digest, parseDigest } from '#model/digest.ts';
import type { ManifestSegment, Sized } from './manifest.ts';
import { writePublicFile } from './public-file.ts';

/** Where a blob lies in a database directory, relative to it. */
export function blobPath(digest: Digest): string {
  return join('blobs', 'sha256', digest.slice('sha256:'.length));
}

/** The digest and size of bytes. */
export function sizedOf(bytes: Uint8Array): Sized {
  return { digest: parseDigest(`sha256:${sha256Hex(bytes)}`), size: bytes.length };
}

/** Compresses a segment, always to the same bytes with the same library, and stores it below `directory`. */
export function storeSegment(
  directory: string,
  content: Uint8Array,
  level = publishedLevel,
): { blob: Sized; content: Sized } {
  const compressed = packSegment(content, level);
  const blob = sizedOf(compressed);
  const path = join(directory, blobPath(blob.digest));
  if (!existsSync(path)) writePublicFile(path, compressed);
  return { blob, content: sizedOf(content) };
}

/** The level of what is handed on: slow to make, small for everybody else. */
const publishedLevel = 19;

/** The blob of a segment's file: always the same bytes with the same library. */
export function packSegment(content: Uint8Array, level = publishedLevel): Buffer {
  return zstdCompressSync(content, {
    params: {
      [constants.ZSTD_c_compressionLevel]: level,
      [constants.ZSTD_c_checksumFlag]: 0,
    },
    pledgedSrcSize: content.length,
  });
}

/** The SQLite file of a segment. Throws `input.not-found`, or `integrity.digest-mismatch` when anything differs. */
export function inflateSegment(directory: string, segment: ManifestSegment): Buffer {
  const compressed = readBlob(directory, segment);
  verify(compressed, segment.blob, segment.name);
  const content = decompress(compressed, segment);
  verify(content, segment.content, segment.name);
  return content;
}

/** Whether bytes are what a digest and size say. */
export function isIntact(bytes: Uint8Array, { digest, size }: Sized): boolean {
  return bytes.length === size && `sha256:${sha256Hex(bytes)}` === digest;
}

function readBlob(directory: string, segment: ManifestSegment): Buffer {
  try {
    return readFileSync(join(directory, blobPath(segment.blob.digest)));
  } catch (cause) {
    throw new CaissonError(
      'input.not-found',
      `the blob of advisory segment ${quote(segment.name)} cannot be read`,
      { cause, hint: 'run "caisson db update"' },
    );
  }
}

function decompress(compressed: Buffer, segment: ManifestSegment): Buffer {
  try {
    return zstdDecompressSync(compressed, { maxOutputLength: Math.max(1, segment.content.size) });
  } catch (cause) {
    throw new CaissonError(
      'integrity.digest-mismatch',
      `advisory segment ${quote(segment.name)} does not inflate to its stated size`,
      { cause },
    );
  }
}

function verify(bytes: Uint8Array, expected: Sized, name: string): void {
  if (!isIntact(bytes, expected))
    throw new CaissonError(
      'integrity.digest-mismatch',
      `advisory segment ${quote(name)} is not what the database's manifest says`,
      { hint: 'run "caisson db update"' },
    );
}
