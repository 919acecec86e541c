import { join } from 'node:path';
import { type MirrorResult, mirrorDatabase } from '#advisory/mirror.ts';
import { publicationAt } from '#advisory/publication.ts';
import { openPublication } from '#advisory/update.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { Database, Pushed } from './database.ts';
import { artifactScheme, sourceOf } from './database-source.ts';

export interface MirrorRequest {
  /** Sources in the order in which they are asked: the first that can be reached is copied. */
  readonly from: readonly string[];
  /** A directory, or `oci://registry/name:tag`. */
  readonly to: string;
  readonly force: boolean;
  readonly allowUnsigned: boolean;
}

/** What was copied from where, and what the registry took of it. */
export interface Mirrored extends MirrorResult {
  readonly source: string;
  readonly pushed?: Pushed;
}

/** Copies a publication as it is, verified, to a directory or a registry; what is there already is not copied again. */
export async function mirror(
  request: MirrorRequest,
  database: Database,
  scope: Scope,
): Promise<Mirrored> {
  const { to } = request;
  const isArtifact = to.startsWith(artifactScheme);
  // a registry is filled from a copy in the cache, so that an interrupted mirror goes on where it stopped
  const directory = isArtifact
    ? join(database.location.cache, 'mirrors', sha256Hex(to).slice(0, 16))
    : to;
  const copied = await copyFirst(request, directory, database, scope);
  if (!isArtifact) return copied;
  const name = to.slice(artifactScheme.length);
  const pushed = await database.pushArtifact(name, publicationAt(directory), scope);
  return { ...copied, pushed };
}

async function copyFirst(
  request: MirrorRequest,
  directory: string,
  database: Database,
  scope: Scope,
): Promise<Mirrored> {
  let failure: CaissonError | undefined;
  for (const source of request.from) {
    try {
      return { source, ...(await copy(source, request, { database, directory }, scope)) };
    } catch (error) {
      if (!isCaissonError(error, 'access.unreachable', 'access.rate-limited', 'input.not-found'))
        throw error;
      scope.log.warn('a source of advisories cannot be reached', { reason: error.message });
      failure = error;
    }
  }
  throw failure ?? new CaissonError('usage.invalid-argument', 'there is no source to copy from');
}

async function copy(
  from: string,
  { force, allowUnsigned }: MirrorRequest,
  { database, directory }: { readonly database: Database; readonly directory: string },
  scope: Scope,
): Promise<MirrorResult> {
  const { location } = database;
  const trust = { ...database.trust, allowUnsigned };
  await using fetcher = await openPublication(sourceOf(from, database, scope), scope);
  return await mirrorDatabase(fetcher, { directory, location, trust, force }, scope);
}
