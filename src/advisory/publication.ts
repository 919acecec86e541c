import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { blobPath, isIntact } from './blob.ts';
import { buildDirectory, type Database, selectDatabase } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import { type ManifestSegment, manifestName, signatureName } from './manifest.ts';
import { signManifest } from './signature.ts';

/** A database as it is handed on: the bytes that others verify. */
export interface Publication {
  readonly build: string;
  readonly builtAt: string;
  /** The bytes of `index.json`. */
  readonly manifest: Buffer;
  /** The text of `index.json.sig`; absent when nobody signed it. */
  readonly signature?: string;
  readonly segments: readonly ManifestSegment[];
  /** A segment's blob, checked. Throws `integrity.digest-mismatch` when it is damaged. */
  blob(segment: ManifestSegment): Buffer;
}

/**
 * The database in use, for handing on; not what it is filled up with from another one. Throws `input.not-found` when there is
 * none.
 */
export function publicationOf(location: DatabaseLocation): Publication {
  const database = selectDatabase(location);
  if (database === undefined)
    throw new CaissonError('input.not-found', 'there is no advisory database', {
      hint: 'run "caisson db update"',
    });
  const directory = manifestDirectory(database, location);
  const signature = join(directory, signatureName);
  const { build, blobs } = database;
  const { builtAt, segments } = database.manifest;
  return {
    build,
    builtAt,
    segments,
    manifest: readFileSync(join(directory, manifestName)),
    ...(existsSync(signature) && { signature: readFileSync(signature, 'utf8') }),
    blob: (segment) => readIntact(join(blobs, blobPath(segment.blob.digest)), segment),
  };
}

/**
 * The same with a signature by a key (Ed25519, PEM) beside those it has; without a key it must be signed already. Throws
 * `usage.invalid-argument` when nobody has signed it, `usage.invalid-config` for a key of another kind.
 */
export function signedPublication(publication: Publication, privateKeyPem?: string): Publication {
  const { manifest, signature = '' } = publication;
  if (privateKeyPem !== undefined) {
    const own = signManifest(manifest, privateKeyPem);
    return { ...publication, signature: signature.includes(own) ? signature : signature + own };
  }
  if (signature !== '') return publication;
  throw new CaissonError(
    'usage.invalid-argument',
    'the advisory database in use is not signed, so nobody would take it',
    { hint: 'sign it: --key FILE' },
  );
}

function readIntact(path: string, segment: ManifestSegment): Buffer {
  const bytes = readFileSync(path);
  if (isIntact(bytes, segment.blob)) return bytes;
  throw new CaissonError(
    'integrity.digest-mismatch',
    `the blob of advisory segment ${quote(segment.name)} is damaged`,
  );
}

function manifestDirectory(database: Database, { cache, bundled }: DatabaseLocation): string {
  return database.origin === 'bundled' ? (bundled ?? '') : buildDirectory(cache, database.build);
}
