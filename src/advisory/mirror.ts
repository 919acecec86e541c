import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { blobPath, isIntact, sizedOf } from './blob.ts';
import type { BlobFetcher } from './fetcher.ts';
import { requireTrust } from './install.ts';
import type { DatabaseLocation, Trust } from './location.ts';
import {
  type Manifest,
  manifestName,
  parseManifest,
  type Sized,
  signatureName,
} from './manifest.ts';
import { writePublicFile } from './public-file.ts';
import { spool } from './spool.ts';

export interface MirrorTask {
  /** The directory that receives the database: a web server, an export or a push can take it from there. */
  readonly directory: string;
  readonly location: DatabaseLocation;
  readonly trust: Trust;
  /** Take a database that is older than the one that is there. */
  readonly force?: boolean;
}

export interface MirrorResult {
  readonly build: string;
  readonly builtAt: string;
  readonly fetchedBytes: number;
  /** Blobs that were there already, and deltas that the source does not have. */
  readonly kept: number;
  readonly missingDeltas: number;
}

/**
 * Copies a publication into a directory as it is, with its signature. Manifest and every blob are verified; blobs that are there
 * already are not fetched again, so an interrupted copy goes on where it stopped, and readers of the directory see the old
 * database until the new one is whole. Throws `integrity.*`, `access.*`, `input.*`.
 */
export async function mirrorDatabase(
  fetcher: BlobFetcher,
  task: MirrorTask,
  scope: Scope,
): Promise<MirrorResult> {
  const { directory } = task;
  const bytes = await fetcher.manifest();
  const signature = await fetcher.signature();
  requireTrust(bytes, signature, task);
  const manifest = parseManifest(Buffer.from(bytes).toString('utf8'));
  refuseOlder(manifest, task);
  const copy = new Copy(fetcher, directory, scope);
  using progress = scope.progress.begin('advisories', manifest.segments.length, 'items');
  for (const { blob, deltas = [] } of manifest.segments) {
    checkpoint(scope.signal);
    await copy.bring(blob);
    for (const delta of deltas) await copy.bringIfThere(delta.blob);
    progress.advance(1);
  }
  rmSync(join(directory, signatureName), { force: true });
  if (signature !== undefined) writePublicFile(join(directory, signatureName), signature);
  writePublicFile(join(directory, manifestName), bytes);
  removeUnused(directory, manifest);
  const { builtAt } = manifest;
  const { fetchedBytes, kept, missing } = copy;
  return { build: sizedOf(bytes).digest, builtAt, fetchedBytes, kept, missingDeltas: missing };
}

class Copy {
  fetchedBytes = 0;
  kept = 0;
  missing = 0;
  readonly #fetcher: BlobFetcher;
  readonly #directory: string;
  readonly #scope: Scope;

  constructor(fetcher: BlobFetcher, directory: string, scope: Scope) {
    this.#fetcher = fetcher;
    this.#directory = directory;
    this.#scope = scope;
  }

  async bring(blob: Sized): Promise<void> {
    const path = join(this.#directory, blobPath(blob.digest));
    if (existsSync(path) && isIntact(readFileSync(path), blob)) {
      this.kept += 1;
      return;
    }
    const bounds = { maxBytes: blob.size, expected: blob, what: 'an advisory blob' };
    await spool(this.#fetcher.blob(blob.digest, blob.size), path, bounds, this.#scope);
    chmodSync(path, 0o644);
    this.fetchedBytes += blob.size;
  }

  /** A delta is an advantage, not a part: a copy of a copy may lack it. */
  async bringIfThere(blob: Sized): Promise<void> {
    try {
      await this.bring(blob);
    } catch (error) {
      if (!isCaissonError(error, 'input.not-found', 'input.malformed')) throw error;
      this.missing += 1;
    }
  }
}

function refuseOlder(manifest: Manifest, { directory, force }: MirrorTask): void {
  const path = join(directory, manifestName);
  if (force === true || !existsSync(path)) return;
  const there = parseManifest(readFileSync(path, 'utf8'));
  if (there.builtAt <= manifest.builtAt) return;
  throw new CaissonError(
    'integrity.rollback',
    `the advisory database of ${manifest.builtAt} is older than the one of ${there.builtAt} that is there`,
    { hint: 'use --force to go back' },
  );
}

function removeUnused(directory: string, { segments }: Manifest): void {
  const used = new Set(
    segments
      .flatMap(({ blob, deltas = [] }) => [blob, ...deltas.map((delta) => delta.blob)])
      .map(({ digest }) => digest.slice('sha256:'.length)),
  );
  const blobs = join(directory, 'blobs', 'sha256');
  for (const name of readdirSync(blobs))
    if (!used.has(name)) rmSync(join(blobs, name), { force: true });
}
