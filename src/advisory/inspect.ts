import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { blobPath, inflateSegment } from './blob.ts';
import {
  bundledDatabase,
  cachedDatabase,
  type Database,
  readPointer,
  selectDatabase,
  updatedDatabase,
} from './database.ts';
import { type DatabaseLocation, keyDirectory, type Trust } from './location.ts';
import { type Manifest, type ManifestSegment, manifestName, signatureName } from './manifest.ts';
import { hasInflated, openSegment } from './segment-cache.ts';
import { FactSegment, openSegmentFile } from './segment-reader.ts';
import { type Selection, selectSegments } from './selection.ts';
import { machineTrust, verifyManifest } from './signature.ts';

/** What databases this machine has. Ages are in whole days, of the build and not of its single feeds. */
export interface DatabaseStatus {
  readonly inUse?: DatabaseSummary;
  readonly bundled?: DatabaseSummary;
  readonly updated?: DatabaseSummary;
  /** What the one in use lacks comes from the other one: the segments that do. */
  readonly supplement?: {
    readonly origin: Database['origin'];
    readonly build: string;
    readonly segments: readonly string[];
  };
  /** The feeds of the one in use, the longest silent first; without those that state no date. */
  readonly feeds: readonly FeedAge[];
  /** Builds that can be gone back to, newest first. */
  readonly kept: readonly { readonly build: string; readonly builtAt: string }[];
}

/** How long ago the newest record of a feed is, in whole days: a feed that stopped must not go unseen. */
interface FeedAge {
  readonly name: string;
  readonly newest: string;
  readonly ageDays: number;
}

interface DatabaseSummary {
  readonly origin: Database['origin'];
  readonly build: string;
  readonly ageDays: number;
  readonly manifest: Manifest;
}

/** For `caisson db status`. Reads manifests only. */
export function databaseStatus(location: DatabaseLocation, scope: Scope): DatabaseStatus {
  const inUse = summarise(selectDatabase(location), scope);
  const bundled = summarise(bundledDatabase(location), scope);
  const updated = summarise(updatedDatabase(location), scope);
  const supplement = supplementOf(selectSegments(location));
  const kept = (readPointer(location.cache)?.builds ?? []).flatMap((build) => {
    const database = cachedDatabase(location.cache, build);
    return database === undefined ? [] : [{ build, builtAt: database.manifest.builtAt }];
  });
  return {
    ...(inUse !== undefined && { inUse }),
    ...(bundled !== undefined && { bundled }),
    ...(updated !== undefined && { updated }),
    ...(supplement !== undefined && { supplement }),
    feeds: feedAges(inUse?.manifest, scope),
    kept,
  };
}

/** What `caisson db verify` found. `signedBy` is a key id, or `program` for the bundled snapshot, which the program vouches for. */
export interface Verification {
  readonly build: string;
  readonly signedBy?: string;
  readonly segments: number;
  readonly problems: readonly string[];
}

/**
 * For `caisson db verify`: the signature, every digest, SQLite's own check and the decoding of every row of the database in
 * use. Damage is told in `problems`, not thrown. Throws `input.not-found` when there is no database.
 */
export function verifyDatabase(
  location: DatabaseLocation,
  trust: Trust,
  scope: Scope,
): Verification {
  const database = selectDatabase(location);
  if (database === undefined)
    throw new CaissonError('input.not-found', 'there is no advisory database', {
      hint: 'run "caisson db update"',
    });
  const problems: string[] = [];
  const signedBy = attempt(problems, 'signature', () => signerOf(database, location, trust));
  if (signedBy === undefined) problems.push('signature: not by a trusted key');
  for (const segment of database.manifest.segments) {
    if (segment.kind === 'other') continue;
    checkpoint(scope.signal);
    attempt(problems, segment.name, () => {
      // the blob first, for an intact inflated file would hide that it is damaged; what came as a delta has none
      if (hasBlob(database, segment) || !hasInflated(location.cache, segment, scope))
        inflateSegment(database.blobs, segment);
      const place = { blobs: database.blobs, cache: location.cache };
      openSegment(place, segment, scope, (path) => {
        checkFile(path);
        if (segment.kind === 'facts') checkFacts(path);
      });
    });
  }
  return {
    build: database.build,
    ...(signedBy !== undefined && { signedBy }),
    segments: database.manifest.segments.length,
    problems,
  };
}

function hasBlob({ blobs }: Database, segment: ManifestSegment): boolean {
  return existsSync(join(blobs, blobPath(segment.blob.digest)));
}

function attempt<Result>(
  problems: string[],
  what: string,
  check: () => Result,
): Result | undefined {
  try {
    return check();
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    problems.push(`${what}: ${error.message}`);
    return undefined;
  }
}

function signerOf(
  database: Database,
  location: DatabaseLocation,
  trust: Trust,
): string | undefined {
  if (database.origin === 'bundled') return 'program';
  const directory = join(location.cache, 'builds', database.build.slice('sha256:'.length));
  const path = join(directory, signatureName);
  const signature = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const keys = [...trust.keys, ...machineTrust(keyDirectory(location))];
  return verifyManifest(readFileSync(join(directory, manifestName)), signature, keys);
}

function checkFile(path: string): void {
  const database = openSegmentFile(path);
  try {
    const [row] = database.prepare('PRAGMA quick_check(1)').all();
    if (row?.['quick_check'] !== 'ok')
      throw new CaissonError('input.malformed', 'SQLite finds the file damaged');
  } finally {
    database.close();
  }
}

function checkFacts(path: string): void {
  using segment = new FactSegment(path);
  for (const name of segment.keysLike('', 10_000_000)) segment.byPackage(name);
}

function supplementOf(selection: Selection | undefined): DatabaseStatus['supplement'] {
  if (selection === undefined) return undefined;
  const { database, facts, kev, epss } = selection;
  const foreign = [...facts.values(), kev, epss].flatMap((placed) =>
    placed === undefined || placed.database === database ? [] : [placed],
  );
  const [first] = foreign;
  if (first === undefined) return undefined;
  const { origin, build } = first.database;
  return { origin, build, segments: foreign.map(({ segment }) => segment.name).sort() };
}

function feedAges(manifest: Manifest | undefined, scope: Scope): readonly FeedAge[] {
  const now = scope.clock().getTime();
  return (manifest?.feeds ?? [])
    .filter(({ newest }) => newest !== '')
    .map(({ name, newest }) => ({ name, newest, ageDays: daysSince(newest, now) }))
    .sort((a, b) => b.ageDays - a.ageDays);
}

function daysSince(date: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(date)) / 86_400_000));
}

function summarise(database: Database | undefined, scope: Scope): DatabaseSummary | undefined {
  if (database === undefined) return undefined;
  const { origin, build, manifest } = database;
  const ageDays = daysSince(manifest.builtAt, scope.clock().getTime());
  return { origin, build, ageDays, manifest };
}
