import { existsSync, readFileSync, statSync } from 'node:fs';
import { type BuildReport, buildDatabase } from '#advisory/build.ts';
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
import { type UpdateResult, type UpdateSource, updateDatabase } from '#advisory/update.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Pushed } from './database-artifact.ts';

export type { BuildReport, DatabaseStatus, Pushed, SearchHit, UpdateResult, Verification };

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
}

/** Builds a database from a directory in the layout of the OSV bucket, and signs it. */
export async function build(
  request: BuildRequest,
  { location }: Database,
  scope: Scope,
): Promise<BuildReport> {
  const { from, out, keyFile, redistributableOnly, sourceDateEpoch } = request;
  const signingKey =
    keyFile === undefined ? machineKey(keyDirectory(location)) : readKeyFile(keyFile);
  return buildDatabase(
    {
      from,
      out,
      redistributableOnly,
      signingKey,
      ...(sourceDateEpoch !== undefined && { sourceDateEpoch }),
    },
    scope,
  );
}

export interface UpdateRequest {
  /** A directory, an `http(s)` URL, or `oci://registry/name:tag`. */
  readonly from: string;
  readonly force: boolean;
  readonly allowUnsigned: boolean;
  /** Addresses of KEV and EPSS, when `from` is the URL of feeds and does not have them. */
  readonly extra?: ExtraFeeds;
}

/** Brings a newer database into use; whatever goes wrong leaves the old one as it was. */
export async function update(
  { from, force, allowUnsigned, extra }: UpdateRequest,
  database: Database,
  scope: Scope,
): Promise<UpdateResult> {
  const { location } = database;
  refuseNamed(location);
  const trust = { ...database.trust, allowUnsigned };
  const source = sourceOf(from, database, scope);
  if (extra !== undefined && source.type !== 'http')
    throw new CaissonError('usage.invalid-argument', '--kev and --epss need a URL of feeds', {
      hint: 'lay the files beside the feeds in place of it',
    });
  const complete = extra === undefined ? source : { ...source, extra };
  return updateDatabase({ source: complete, location, trust, force }, scope);
}

const artifactScheme = 'oci://';

function sourceOf(from: string, { ca, fetchArtifact }: Database, scope: Scope): UpdateSource {
  if (from.startsWith(artifactScheme)) {
    const name = from.slice(artifactScheme.length);
    return { type: 'artifact', open: () => fetchArtifact(name, scope) };
  }
  if (/^https?:\/\//.test(from))
    return { type: 'http', url: from, ...(ca !== undefined && { ca }) };
  if (statSync(from, { throwIfNoEntry: false })?.isDirectory() === true)
    return { type: 'directory', path: from };
  throw new CaissonError('usage.invalid-argument', `${quote(from)} is no source of advisories`, {
    hint: 'name a directory, a URL, or an OCI artifact as oci://registry/name:tag',
  });
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
