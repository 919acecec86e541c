import { createHash } from 'node:crypto';
import { CaissonError } from '#kit/error.ts';
import { formatBytes, quote } from '#kit/text.ts';
import type { Digest } from '#model/digest.ts';
import { maxManifestBytes } from '../image/manifest.ts';
import { type FileRegion, RegionReader } from '../layer/input.ts';
import { algorithmOf, requireDigest } from '../layer/verifier.ts';

/** The files that make up one or more images: those of an outer tar, or of a directory. */
export interface ImageFiles extends AsyncDisposable {
  /** For messages: the quoted path of the archive. */
  readonly what: string;
  /** Where a file stands on disk, by its path without a leading slash; `undefined` when there is none. */
  find(name: string): FileRegion | undefined;
}

/** Reads a document as a whole. Throws `input.malformed` when it is missing, `limit.size`. */
export function readDocument(files: ImageFiles, name: string, digest?: Digest): Buffer {
  const region = files.find(name);
  if (region === undefined)
    throw new CaissonError('input.malformed', `${files.what} lacks ${quote(name)}`);
  if (region.length > maxManifestBytes)
    throw new CaissonError(
      'limit.size',
      `${quote(name)} in ${files.what} is larger than ${formatBytes(maxManifestBytes)}`,
    );
  using reader = new RegionReader(region);
  const bytes = reader.read(Buffer.alloc(region.length), 0);
  if (digest !== undefined) {
    const algorithm = algorithmOf(digest);
    const actual = createHash(algorithm).update(bytes).digest('hex');
    requireDigest(digest, `${algorithm}:${actual}`, `${quote(name)} in ${files.what}`);
  }
  return bytes;
}

/** Where an OCI layout keeps a blob (OCI image-spec v1.1, image layout, section Blobs). */
export function blobPath(digest: Digest): string {
  return `blobs/${digest.replace(':', '/')}`;
}
