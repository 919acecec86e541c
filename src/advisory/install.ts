import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { quote } from '#kit/text.ts';
import { blobPath, inflateSegment, isIntact, sizedOf } from './blob.ts';
import { buildDirectory, currentBuild, selectDatabase } from './database.ts';
import { installByDelta } from './delta-install.ts';
import type { BlobFetcher } from './fetcher.ts';
import { type DatabaseLocation, keyDirectory, type Trust } from './location.ts';
import {
  type Manifest,
  type ManifestSegment,
  manifestName,
  parseManifest,
  signatureName,
} from './manifest.ts';
import { point, prune } from './pointer.ts';
import { hasInflated } from './segment-cache.ts';
import { machineTrust, verifyManifest } from './signature.ts';
import { spool } from './spool.ts';

export interface InstallOptions {
  readonly location: DatabaseLocation;
  readonly trust: Trust;
  /** Take a database that is older than the one in use. */
  readonly force?: boolean;
}

export interface InstallResult {
  readonly type: 'updated' | 'unchanged';
  /** Digest of the manifest now in use. */
  readonly build: string;
  readonly builtAt: string;
  /** Bytes of blobs that were not here before. */
  readonly fetchedBytes: number;
}

/**
 * Fetches a database into the cache, verifies manifest, blobs and their content, and then makes it the one in use by replacing
 * one small file. Only blobs that the cache lacks are fetched. Interrupted work is taken up again.
 */
export async function installDatabase(
  fetcher: BlobFetcher,
  options: InstallOptions,
  scope: Scope,
): Promise<InstallResult> {
  const bytes = await fetcher.manifest();
  const signature = await fetcher.signature();
  requireTrust(bytes, signature, options);
  const manifest = parseManifest(Buffer.from(bytes).toString('utf8'));
  const build = sizedOf(bytes).digest;
  const { builtAt } = manifest;
  refuseOlder(manifest, options);
  const { cache } = options.location;
  const fetchedBytes = await fetchBlobs(fetcher, manifest, options.location, scope);
  if (currentBuild(cache) === build) return { type: 'unchanged', build, builtAt, fetchedBytes };
  const directory = buildDirectory(cache, build);
  if (signature !== undefined) writeFileAtomic(join(directory, signatureName), signature);
  writeFileAtomic(join(directory, manifestName), bytes);
  refuseOlder(manifest, options); // another process may have installed a newer one meanwhile
  point(cache, build, options.force === true && isOlder(manifest, options));
  prune(options.location, scope);
  return { type: 'updated', build, builtAt, fetchedBytes };
}

/** Throws `integrity.untrusted` unless a trusted key signed the manifest, or the person takes unsigned ones. */
export function requireTrust(
  bytes: Uint8Array,
  signature: string | undefined,
  { location, trust }: Pick<InstallOptions, 'location' | 'trust'>,
): void {
  const keys = [...trust.keys, ...machineTrust(keyDirectory(location))];
  if (verifyManifest(bytes, signature, keys) !== undefined || trust.allowUnsigned === true) return;
  throw new CaissonError(
    'integrity.untrusted',
    signature === undefined
      ? 'the advisory database is not signed'
      : 'the advisory database is not signed by a trusted key',
    { hint: 'configure its public key, or use --allow-unsigned' },
  );
}

function refuseOlder(manifest: Manifest, options: InstallOptions): void {
  if (options.force === true || !isOlder(manifest, options)) return;
  throw new CaissonError(
    'integrity.rollback',
    `the advisory database of ${manifest.builtAt} is older than the one in use`,
    { hint: 'use --force to go back' },
  );
}

function isOlder(manifest: Manifest, { location }: InstallOptions): boolean {
  const current = selectDatabase(location);
  return current !== undefined && manifest.builtAt < current.manifest.builtAt;
}

async function fetchBlobs(
  fetcher: BlobFetcher,
  manifest: Manifest,
  location: DatabaseLocation,
  scope: Scope,
): Promise<number> {
  using task = scope.progress.begin('advisories', manifest.segments.length, 'items');
  let fetched = 0;
  for (const segment of manifest.segments) {
    checkpoint(scope.signal);
    fetched += await bring(fetcher, segment, location, scope);
    task.advance(1);
  }
  return fetched;
}

/** What is on this machine already costs nothing; a delta costs less than the whole. */
async function bring(
  fetcher: BlobFetcher,
  segment: ManifestSegment,
  location: DatabaseLocation,
  scope: Scope,
): Promise<number> {
  if (hasBlob(location, segment, scope) || takeBundled(location, segment)) return 0;
  if (segment.deltas !== undefined) {
    if (hasInflated(location.cache, segment, scope)) return 0;
    const fetched = await installByDelta(fetcher, segment, location, scope);
    if (fetched !== undefined) return fetched;
  }
  return fetchBlob(fetcher, segment, location, scope);
}

/** An intact blob in the cache; touched, so that no other process removes it as unused. */
function hasBlob({ cache }: DatabaseLocation, segment: ManifestSegment, scope: Scope): boolean {
  const path = join(cache, blobPath(segment.blob.digest));
  if (!existsSync(path) || !isIntact(readFileSync(path), segment.blob)) return false;
  const now = scope.clock();
  utimesSync(path, now, now);
  return true;
}

/** The snapshot that came with the program may hold the blob already. */
function takeBundled({ cache, bundled }: DatabaseLocation, segment: ManifestSegment): boolean {
  const path = blobPath(segment.blob.digest);
  if (bundled === undefined || !existsSync(join(bundled, path))) return false;
  const bytes = readFileSync(join(bundled, path));
  if (!isIntact(bytes, segment.blob)) return false;
  writeFileAtomic(join(cache, path), bytes);
  return true;
}

async function fetchBlob(
  fetcher: BlobFetcher,
  segment: ManifestSegment,
  location: DatabaseLocation,
  scope: Scope,
): Promise<number> {
  const { digest, size } = segment.blob;
  const path = join(location.cache, blobPath(digest));
  const what = `advisory segment ${quote(segment.name)}`;
  await spool(
    fetcher.blob(digest, size),
    path,
    { maxBytes: size, expected: segment.blob, what },
    scope,
  );
  inflateSegment(location.cache, segment);
  return size;
}
