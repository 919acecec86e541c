import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { Advisory } from '#model/advisory.ts';
import { inflateSegment } from './blob.ts';
import {
  bundledDatabase,
  cachedDatabase,
  type Database,
  readPointer,
  selectDatabase,
  updatedDatabase,
} from './database.ts';
import { type DatabaseLocation, keyDirectory, type Trust } from './location.ts';
import { type Manifest, manifestName, signatureName } from './manifest.ts';
import { openSegment } from './segment-cache.ts';
import { FactSegment, openSegmentFile } from './segment-reader.ts';
import { machineTrust, verifyManifest } from './signature.ts';

/** What databases this machine has. Ages are in whole days, of the build and not of its single feeds. */
export interface DatabaseStatus {
  readonly inUse?: DatabaseSummary;
  readonly bundled?: DatabaseSummary;
  readonly updated?: DatabaseSummary;
  /** Builds that can be gone back to, newest first. */
  readonly kept: readonly { readonly build: string; readonly builtAt: string }[];
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
  const kept = (readPointer(location.cache)?.builds ?? []).flatMap((build) => {
    const database = cachedDatabase(location.cache, build);
    return database === undefined ? [] : [{ build, builtAt: database.manifest.builtAt }];
  });
  return {
    ...(inUse !== undefined && { inUse }),
    ...(bundled !== undefined && { bundled }),
    ...(updated !== undefined && { updated }),
    kept,
  };
}

/** The advisories of one package in one segment. */
export interface SearchHit {
  readonly segment: string;
  readonly package: string;
  readonly advisories: readonly Advisory[];
}

const maxHits = 200;

/**
 * For `caisson db search`: packages whose name is `text`; when there are none, those whose name contains it.
 * At most 200 hits, in the order of segments and names. Throws `usage.invalid-argument` for an empty text.
 */
export function searchDatabase(
  location: DatabaseLocation,
  text: string,
  scope: Scope,
): readonly SearchHit[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '')
    throw new CaissonError('usage.invalid-argument', 'the package to search for is empty');
  const database = selectDatabase(location);
  if (database === undefined) return [];
  const hits: SearchHit[] = [];
  for (const segment of database.manifest.segments.filter((one) => one.kind === 'facts')) {
    checkpoint(scope.signal);
    using open = openSegment(
      { blobs: database.blobs, cache: location.cache },
      segment,
      scope,
      (path) => new FactSegment(path),
    );
    for (const name of open.keysLike(wanted, maxHits))
      hits.push({ segment: segment.name, package: name, advisories: open.byPackage(name) });
  }
  const exact = hits.filter((hit) => hit.package.toLowerCase() === wanted);
  return (exact.length > 0 ? exact : hits).slice(0, maxHits);
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
    checkpoint(scope.signal);
    attempt(problems, segment.name, () => {
      // the blob first, for an intact inflated file would hide that it is damaged
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

function summarise(database: Database | undefined, scope: Scope): DatabaseSummary | undefined {
  if (database === undefined) return undefined;
  const { origin, build, manifest } = database;
  const age = scope.clock().getTime() - Date.parse(manifest.builtAt);
  return { origin, build, ageDays: Math.max(0, Math.floor(age / 86_400_000)), manifest };
}
