import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { inflateSegment, isIntact } from './blob.ts';
import { isMissing } from './database.ts';
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
  const path = join(place.cache, 'segments', `${segment.content.digest.slice(7)}.sqlite`);
  if (isCached(path, segment, scope)) {
    const opened = tryOpen(path, open);
    if (opened !== undefined) return opened.value;
  }
  const content = inflateSegment(place.blobs, segment);
  const opened = isStored(path, content) ? tryOpen(path, open) : undefined;
  return opened === undefined ? openTemporary(content, scope, open) : opened.value;
}

function isCached(path: string, segment: ManifestSegment, scope: Scope): boolean {
  try {
    if (isIntact(readFileSync(path), segment.content)) return true;
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
