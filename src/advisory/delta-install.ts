import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { blobPath, isIntact } from './blob.ts';
import { bundledDatabase, cachedDatabase, type Database, readPointer } from './database.ts';
import { applyDelta } from './delta.ts';
import type { BlobFetcher } from './fetcher.ts';
import type { DatabaseLocation } from './location.ts';
import type { ManifestDelta, ManifestSegment } from './manifest.ts';
import { openSegment, storeInflated } from './segment-cache.ts';
import { spool } from './spool.ts';

interface Route {
  readonly start: { readonly database: Database; readonly segment: ManifestSegment };
  readonly steps: readonly ManifestDelta[];
  readonly bytes: number;
}

/**
 * Makes a segment from an older build of it that is on this machine, by the deltas that the manifest names, when that costs less
 * than the whole. Gives the bytes that were fetched; `undefined` when there is no such way or a step does not fit: then the
 * whole blob is needed. The result is verified by the digest of its rows.
 */
export async function installByDelta(
  fetcher: BlobFetcher,
  segment: ManifestSegment,
  location: DatabaseLocation,
  scope: Scope,
): Promise<number | undefined> {
  const route = routeTo(segment, location);
  if (route === undefined) return undefined;
  const work = mkdtempSync(join(scope.temporaryDirectory, 'caisson-delta-'));
  try {
    return await follow(route, segment, { fetcher, location, work }, scope);
  } catch (error) {
    if (!isCaissonError(error) || isLasting(error.code)) throw error;
    scope.log.debug('an advisory delta cannot be used', {
      segment: segment.name,
      reason: error.message,
    });
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Where the source is away, the whole blob will not come either. */
function isLasting(code: string): boolean {
  return code === 'access.unreachable' || code === 'access.rate-limited';
}

function routeTo(segment: ManifestSegment, location: DatabaseLocation): Route | undefined {
  const routes = localDatabases(location).flatMap((database): readonly Route[] => {
    const start = database.manifest.segments.find((one) => one.name === segment.name);
    const steps = start === undefined ? undefined : stepsFrom(start.rows, segment);
    if (start === undefined || steps === undefined) return [];
    const missing = steps.filter(({ blob }) => !isHere(location, blob));
    const bytes = missing.reduce((sum, { blob }) => sum + blob.size, 0);
    return bytes < segment.blob.size ? [{ start: { database, segment: start }, steps, bytes }] : [];
  });
  return routes.sort((a, b) => a.bytes - b.bytes)[0];
}

function localDatabases(location: DatabaseLocation): readonly Database[] {
  const kept = readPointer(location.cache)?.builds ?? [];
  const cached = kept.flatMap((build) => cachedDatabase(location.cache, build) ?? []);
  const bundled = bundledDatabase(location);
  return bundled === undefined ? cached : [...cached, bundled];
}

/** Each delta leads on from where the one before it ends. */
function stepsFrom(rows: string, { rows: goal, deltas = [] }: ManifestSegment) {
  const steps: ManifestDelta[] = [];
  let at = rows;
  while (at !== goal) {
    const step = deltas.find(({ from }) => from === at);
    if (step === undefined || steps.length > deltas.length) return undefined;
    steps.push(step);
    at = step.to;
  }
  return steps;
}

interface Follow {
  readonly fetcher: BlobFetcher;
  readonly location: DatabaseLocation;
  readonly work: string;
}

async function follow(
  { start, steps }: Route,
  segment: ManifestSegment,
  { fetcher, location, work }: Follow,
  scope: Scope,
): Promise<number | undefined> {
  if (segment.kind === 'other') return undefined;
  let fetched = 0;
  for (const { blob } of steps) {
    if (isHere(location, blob)) continue;
    const path = join(location.cache, blobPath(blob.digest));
    const what = `a delta of advisory segment ${quote(segment.name)}`;
    const bounds = { maxBytes: blob.size, expected: blob, what };
    await spool(fetcher.blob(blob.digest, blob.size), path, bounds, scope);
    fetched += blob.size;
  }
  const place = { blobs: start.database.blobs, cache: location.cache };
  const { kind } = segment;
  const end = openSegment(place, start.segment, scope, (path) => {
    let current = path;
    for (const [index, { blob, to }] of steps.entries()) {
      const next = join(work, `${index}.sqlite`);
      const delta = readFileSync(join(location.cache, blobPath(blob.digest)));
      if (applyDelta(current, delta, next, kind) !== to) return undefined;
      current = next;
    }
    return readFileSync(current);
  });
  if (end === undefined) return undefined;
  storeInflated(location.cache, segment, end);
  return fetched;
}

function isHere({ cache }: DatabaseLocation, blob: ManifestDelta['blob']): boolean {
  const path = join(cache, blobPath(blob.digest));
  return existsSync(path) && isIntact(readFileSync(path), blob);
}
