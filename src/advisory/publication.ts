import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { blobPath, isIntact, packSegment } from './blob.ts';
import { buildDirectory, type Database, databaseAt, selectDatabase } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import {
  type ManifestDelta,
  type ManifestSegment,
  manifestName,
  signatureName,
} from './manifest.ts';
import { inflatedPath, type SegmentPlace } from './segment-cache.ts';
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
  /** Those deltas of the segments that are here. */
  readonly deltas: readonly ManifestDelta[];
  /** The blob of a segment or delta, checked. Throws `integrity.digest-mismatch` when it is damaged, `input.not-found`. */
  blob(one: ManifestSegment | ManifestDelta): Buffer;
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
  return publish(database, manifestDirectory(database, location), location.cache);
}

/** The database in a directory that a mirror filled. Throws `input.not-found`. */
export function publicationAt(directory: string): Publication {
  return publish(databaseAt(directory), directory, directory);
}

function publish(database: Database, directory: string, cache: string): Publication {
  const signature = join(directory, signatureName);
  const { build, blobs } = database;
  const { builtAt, segments } = database.manifest;
  return {
    build,
    builtAt,
    segments,
    manifest: readFileSync(join(directory, manifestName)),
    ...(existsSync(signature) && { signature: readFileSync(signature, 'utf8') }),
    deltas: segments
      .flatMap(({ deltas = [] }) => deltas)
      .filter(({ blob }) => existsSync(join(blobs, blobPath(blob.digest)))),
    blob: (one) => readBlob({ blobs, cache }, one),
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

function readBlob(place: SegmentPlace, one: ManifestSegment | ManifestDelta): Buffer {
  const path = join(place.blobs, blobPath(one.blob.digest));
  const bytes = existsSync(path) ? readFileSync(path) : packedAgain(place, one);
  if (isIntact(bytes, one.blob)) return bytes;
  const what = 'name' in one ? `advisory segment ${quote(one.name)}` : 'an advisory delta';
  throw new CaissonError('integrity.digest-mismatch', `the blob of ${what} is damaged`, {
    hint: 'run "caisson db update --force"',
  });
}

/** A segment that came as a delta has no blob here: the same content packs to the same bytes. */
function packedAgain({ cache }: SegmentPlace, one: ManifestSegment | ManifestDelta): Buffer {
  const path = 'name' in one ? inflatedPath(cache, one) : '';
  if (path !== '' && existsSync(path)) return packSegment(readFileSync(path));
  throw new CaissonError('input.not-found', 'a blob of the advisory database is not here', {
    hint: 'run "caisson db update"',
  });
}

function manifestDirectory(database: Database, { cache, bundled }: DatabaseLocation): string {
  return database.origin === 'bundled' ? (bundled ?? '') : buildDirectory(cache, database.build);
}
