import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { formatJson } from '#kit/json.ts';
import { bundledDatabase, cachedDatabase, pointerName, readPointer } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import { ownDigestEnding } from './segment-cache.ts';

/** How many builds a cache keeps, the one in use included. */
const keptBuilds = 3;
/** Files younger than this may belong to an update that another process has under way. */
const graceMs = 3_600_000;

/** Makes a build the one in use; the ones before stay listed for going back. `pinned` holds it even against newer data that is bundled. */
export function point(cache: string, build: string, pinned: boolean): void {
  const earlier = readPointer(cache)?.builds ?? [];
  const builds = [build, ...earlier.filter((one) => one !== build)].slice(0, keptBuilds);
  writeFileAtomic(join(cache, pointerName), `${formatJson({ build, builds, pinned }, 1)}\n`);
}

/** Removes builds, blobs and inflated files that no kept build needs and that are old enough to be nobody's work. */
export function prune(location: DatabaseLocation, scope: Scope): void {
  const { cache } = location;
  const kept = (readPointer(cache)?.builds ?? []).flatMap(
    (build) => cachedDatabase(cache, build) ?? [],
  );
  const bundled = bundledDatabase(location);
  const segments = [...kept, ...(bundled === undefined ? [] : [bundled])].flatMap(
    (database) => database.manifest.segments,
  );
  const oldest = scope.clock().getTime() - graceMs;
  sweep(join(cache, 'builds'), new Set(kept.map((database) => hexOf(database.build))), oldest);
  const deltas = segments.flatMap((segment) => segment.deltas ?? []);
  const blobs = new Set([...segments, ...deltas].map(({ blob }) => hexOf(blob.digest)));
  sweep(join(cache, 'blobs', 'sha256'), blobs, oldest);
  const files = new Set(
    segments
      .map((segment) => `${hexOf(segment.content.digest)}.sqlite`)
      .flatMap((name) => [name, `${name}${ownDigestEnding}`]),
  );
  sweep(join(cache, 'segments'), files, oldest);
}

function hexOf(digest: string): string {
  return digest.slice('sha256:'.length);
}

function sweep(directory: string, used: ReadonlySet<string>, oldest: number): void {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (!used.has(name) && isOlder(path, oldest)) rmSync(path, { recursive: true, force: true });
  }
}

/** Another process may remove it first. */
function isOlder(path: string, oldest: number): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? oldest) < oldest;
}
