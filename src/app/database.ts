import { existsSync, readFileSync } from 'node:fs';
import { type BuildReport, buildDatabase } from '#advisory/build.ts';
import type { ExpectedFact } from '#advisory/build-options.ts';
import { exportBundle } from '#advisory/bundle.ts';
import { diffSegments, openDatabase, type SegmentDifference } from '#advisory/diff.ts';
import type { BlobFetcher } from '#advisory/fetcher.ts';
import {
  type DatabaseStatus,
  databaseStatus,
  type Verification,
  verifyDatabase,
} from '#advisory/inspect.ts';
import type { DatabaseLocation, Trust } from '#advisory/location.ts';
import { keyDirectory } from '#advisory/location.ts';
import type { ExtraFeeds } from '#advisory/osv-mirror.ts';
import { type Publication, publicationOf, signedPublication } from '#advisory/publication.ts';
import { type SearchHit, searchDatabase } from '#advisory/search.ts';
import { machineKey } from '#advisory/signature.ts';
import { exportDatabase, rollBackDatabase } from '#advisory/transfer.ts';
import { type UpdateResult, updateDatabase } from '#advisory/update.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Pushed } from './database-artifact.ts';
import { artifactScheme, sourceOf } from './database-source.ts';

export type {
  BuildReport,
  DatabaseStatus,
  Pushed,
  SearchHit,
  SegmentDifference,
  UpdateResult,
  Verification,
};

/** The advisory database of this machine, as the faces use it. */
export interface Database {
  readonly location: DatabaseLocation;
  readonly trust: Trust;
  /** PEM text of the authorities that are trusted for `https` sources. */
  readonly ca?: string;
  /** Reads a database that was published as an OCI artifact. */
  readonly fetchArtifact: (name: string, scope: Scope) => Promise<BlobFetcher & AsyncDisposable>;
  /** Publishes a database as an OCI artifact. */
  readonly pushArtifact: (name: string, publication: Publication, scope: Scope) => Promise<Pushed>;
}

export interface BuildRequest {
  readonly from: string;
  readonly out: string;
  /** Ed25519 private key in PEM form; absent: the key of this machine. */
  readonly keyFile?: string;
  readonly redistributableOnly: boolean;
  readonly sourceDateEpoch?: number;
  /** Directory of the build before. */
  readonly previous?: string;
  readonly deltas?: number;
  readonly acceptChanges: boolean;
  readonly maxFeedAgeDays?: number;
  /** A file of facts that must be there: `segment package id` a line. */
  readonly expectFile?: string;
}

/** Builds a database from a directory in the layout of the OSV bucket, and signs it. */
export async function build(
  request: BuildRequest,
  { location }: Database,
  scope: Scope,
): Promise<BuildReport> {
  const { keyFile, expectFile, ...options } = request;
  const signingKey =
    keyFile === undefined ? machineKey(keyDirectory(location)) : readKeyFile(keyFile);
  const expected = expectFile === undefined ? [] : readExpected(expectFile);
  return buildDatabase({ ...options, expected, signingKey }, scope);
}

export interface UpdateRequest {
  /**
   * Directories, bundles (`.tar`), `http(s)` URLs, or `oci://registry/name:tag`: the first that can be reached is taken.
   */
  readonly from: readonly string[];
  readonly force: boolean;
  readonly allowUnsigned: boolean;
  /** Addresses of KEV and EPSS, when `from` is the URL of feeds and does not have them. */
  readonly extra?: ExtraFeeds;
}

/** Brings a newer database into use; whatever goes wrong leaves the old one as it was. */
export async function update(
  request: UpdateRequest,
  database: Database,
  scope: Scope,
): Promise<UpdateResult> {
  refuseNamed(database.location);
  const [last = '', ...rest] = request.from.toReversed();
  for (const from of rest.reverse()) {
    const result = await tryUpdate(from, request, database, scope);
    if (result !== undefined) return result;
  }
  return updateFrom(last, request, database, scope);
}

/** `undefined` when the source cannot be reached: then the next one is asked. */
async function tryUpdate(
  from: string,
  request: UpdateRequest,
  database: Database,
  scope: Scope,
): Promise<UpdateResult | undefined> {
  try {
    const result = await updateFrom(from, request, database, scope);
    return result.type === 'unavailable' ? undefined : result;
  } catch (error) {
    if (!isCaissonError(error, 'access.unreachable', 'access.rate-limited')) throw error;
    scope.log.warn('a source of advisories cannot be reached', { reason: error.message });
    return undefined;
  }
}

async function updateFrom(
  from: string,
  { force, allowUnsigned, extra }: UpdateRequest,
  database: Database,
  scope: Scope,
): Promise<UpdateResult> {
  const { location } = database;
  const trust = { ...database.trust, allowUnsigned };
  const source = sourceOf(from, database, scope);
  if (extra !== undefined && source.type !== 'http')
    throw new CaissonError('usage.invalid-argument', '--kev and --epss need a URL of feeds', {
      hint: 'lay the files beside the feeds in place of it',
    });
  const complete = extra === undefined ? source : { ...source, extra };
  return updateDatabase({ source: complete, location, trust, force }, scope);
}

export interface PushRequest {
  /** `oci://registry/name:tag`. */
  readonly to: string;
  /** Ed25519 private key in PEM form that signs it too; absent: it must be signed already. */
  readonly keyFile?: string;
}

/** Publishes the database in use; what the registry has already is not sent again. */
export async function push(
  { to, keyFile }: PushRequest,
  database: Database,
  scope: Scope,
): Promise<Pushed> {
  if (!to.startsWith(artifactScheme))
    throw new CaissonError('usage.invalid-argument', `${quote(to)} is no place to publish to`, {
      hint: 'name an OCI artifact: oci://registry/name:tag',
    });
  const key = keyFile === undefined ? undefined : readKeyFile(keyFile);
  const publication = signedPublication(publicationOf(database.location), key);
  return database.pushArtifact(to.slice(artifactScheme.length), publication, scope);
}

export function status({ location }: Database, scope: Scope): DatabaseStatus {
  return databaseStatus(location, scope);
}

export function search(name: string, { location }: Database, scope: Scope): readonly SearchHit[] {
  return searchDatabase(location, name, scope);
}

export function verify({ location, trust }: Database, scope: Scope): Verification {
  return verifyDatabase(location, trust, scope);
}

/** Writes the database in use to a directory; gives its build. */
export function exportTo(directory: string, { location }: Database, scope: Scope): string {
  return exportDatabase(location, directory, scope);
}

/** Writes the database in use to one tar file; gives its build. */
export function bundleTo(path: string, { location }: Database, scope: Scope): string {
  return exportBundle(location, path, scope);
}

/** How the databases in two directories differ; with the second `undefined`, the first and the one in use. */
export function diff(
  [before, after]: readonly [before: string, after: string | undefined],
  { location }: Database,
  scope: Scope,
): readonly SegmentDifference[] {
  const old = openDatabase({ directory: before });
  const young = openDatabase(after === undefined ? location : { directory: after });
  return [...diffSegments(old, young, { cache: location.cache, facts: true }, scope)];
}

/** Goes back to an earlier build, the one before when none is named; gives the build now in use. */
export function rollBack(wanted: string | undefined, { location }: Database): string {
  refuseNamed(location);
  return rollBackDatabase(location, wanted);
}

/** A named database is used as it is: what an update brought would never be asked. */
function refuseNamed({ named }: DatabaseLocation): void {
  if (named !== true) return;
  throw new CaissonError('usage.invalid-argument', 'a database named with --db is not updated', {
    hint: 'leave out --db and CAISSON_DB',
  });
}

function readKeyFile(path: string): string {
  if (!existsSync(path))
    throw new CaissonError('usage.invalid-argument', `there is no key file ${quote(path)}`);
  return readFileSync(path, 'utf8');
}

/** Lines `segment package id`; `#` begins a remark. */
function readExpected(path: string): readonly ExpectedFact[] {
  if (!existsSync(path))
    throw new CaissonError('usage.invalid-argument', `there is no file ${quote(path)}`);
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [segment = '', name = '', id = '', ...rest] = line.split(/\s+/);
      if (id !== '' && rest.length === 0) return { segment, package: name, id };
      throw new CaissonError('usage.invalid-argument', `${quote(line)} is no known fact`, {
        hint: 'write: segment package id',
      });
    });
}
