import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { sha256Hex } from '#kit/hash.ts';
import { inflateSegment, isIntact } from './blob.ts';
import { isMissing } from './database.ts';
import { fileDigest } from './file-digest.ts';
import type { ManifestSegment } from './manifest.ts';

/** Where blobs are read from, and where inflated files are kept. */
export interface SegmentPlace {
  readonly blobs: string;
  readonly cache: string;
}

/**
 * Opens the inflated file of a segment, which is made when it is missing and made anew when it is damaged: every process checks
 * the digest once, since SQLite itself would read damaged pages as facts. Where the cache cannot be written, a temporary file
 * serves, which lives as long as it is open. Throws `integrity.digest-mismatch`, `input.not-found`, `host.io`.
 */
export function openSegment<Opened>(
  place: SegmentPlace,
  segment: ManifestSegment,
  scope: Scope,
  open: (path: string) => Opened,
): Opened {
  const path = inflatedPath(place.cache, segment);
  if (isCached(path, segment, scope)) {
    const opened = tryOpen(path, open);
    if (opened !== undefined) return opened.value;
  }
  const content = inflateSegment(place.blobs, segment);
  const opened = isStored(path, content) ? tryOpen(path, open) : undefined;
  return opened === undefined ? openTemporary(content, scope, open) : opened.value;
}

/** Where the inflated file of a segment is kept. */
export function inflatedPath(cache: string, segment: ManifestSegment): string {
  return join(cache, 'segments', `${segment.content.digest.slice(7)}.sqlite`);
}

/** Whether an intact inflated file is there, so that the blob is not needed. */
export function hasInflated(cache: string, segment: ManifestSegment, scope: Scope): boolean {
  return isCached(inflatedPath(cache, segment), segment, scope);
}

/**
 * Keeps an inflated file that was made here and whose rows were verified. Another SQLite than the publisher's lays out pages
 * differently: then the digest of this machine's file is noted beside it.
 */
export function storeInflated(cache: string, segment: ManifestSegment, content: Uint8Array): void {
  const path = inflatedPath(cache, segment);
  if (!isIntact(content, segment.content))
    writeFileAtomic(`${path}${ownDigestEnding}`, sha256Hex(content));
  writeFileAtomic(path, content);
}

/** The file beside an inflated one that holds its digest where it differs from the publisher's. */
export const ownDigestEnding = '.sha256';

function isOwn(path: string, digest: string): boolean {
  const note = `${path}${ownDigestEnding}`;
  return existsSync(note) && `sha256:${readFileSync(note, 'utf8')}` === digest;
}

function isCached(path: string, segment: ManifestSegment, scope: Scope): boolean {
  try {
    const { digest, size } = fileDigest(path);
    const isPublished = digest === segment.content.digest && size === segment.content.size;
    if (isPublished || isOwn(path, digest)) return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw unusable(path, error);
  }
  scope.log.warn('a cached advisory segment was damaged and is made anew', {
    segment: segment.name,
  });
  return false;
}

/** Another process may remove the file between the check and the opening. */
function tryOpen<Opened>(
  path: string,
  open: (path: string) => Opened,
): { readonly value: Opened } | undefined {
  try {
    return { value: open(path) };
  } catch (error) {
    if (isCaissonError(error) || existsSync(path)) throw error;
    return undefined;
  }
}

/** False when the cache cannot be written: read-only, full, or not ours. */
function isStored(path: string, content: Uint8Array): boolean {
  try {
    writeFileAtomic(path, content);
    return true;
  } catch {
    return false; // a temporary file serves as well
  }
}

/** An open file stays readable after its name is gone. */
function openTemporary<Opened>(
  content: Uint8Array,
  scope: Scope,
  open: (path: string) => Opened,
): Opened {
  const name = `caisson-segment-${randomBytes(8).toString('hex')}.sqlite`;
  const path = join(scope.temporaryDirectory, name);
  try {
    writeFileAtomic(path, content);
    return open(path);
  } catch (error) {
    throw isCaissonError(error) ? error : unusable(path, error);
  } finally {
    rmSync(path, { force: true });
  }
}

function unusable(path: string, cause: unknown): CaissonError {
  return new CaissonError(
    'host.io',
    `the advisory cache file ${JSON.stringify(path)} is unusable`,
    {
      cause,
      hint: 'check the permissions of the cache directory',
    },
  );
}
