import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { quote } from '#kit/text.ts';
import { blobPath } from './blob.ts';
import { type BlobFetcher, directoryFetcher } from './fetcher.ts';
import type { DatabaseLocation } from './location.ts';
import { manifestName, maxSegmentBytes, signatureName } from './manifest.ts';
import { publicationOf } from './publication.ts';
import { type TarMember, writeTar } from './tar-file.ts';
import { readTar } from './tar-stream.ts';

const maxMembers = 5000;
const maxBundleBytes = 16 * 2 ** 30;

/**
 * For `caisson db export --bundle`: the database in use as one tar file in our own layout, for machines without network. The
 * same database gives the same bytes. Throws `input.not-found` without a database, `integrity.digest-mismatch`.
 */
export function exportBundle(location: DatabaseLocation, path: string, scope: Scope): string {
  const publication = publicationOf(location);
  const { build, manifest, signature, segments } = publication;
  function* members(): Iterable<TarMember> {
    yield { name: manifestName, bytes: () => manifest };
    if (signature !== undefined) yield { name: signatureName, bytes: () => Buffer.from(signature) };
    for (const segment of segments) {
      checkpoint(scope.signal);
      yield { name: blobPath(segment.blob.digest), bytes: () => publication.blob(segment) };
    }
  }
  writeTar(path, members());
  return build;
}

/**
 * Reads a bundle: it is unpacked into a private directory, which goes when the fetcher is disposed. Only files of our layout are
 * taken. Throws `input.*` and `limit.*`; what the files hold is checked by whoever installs them.
 */
export async function openBundle(
  path: string,
  scope: Scope,
): Promise<BlobFetcher & AsyncDisposable> {
  const directory = mkdtempSync(join(scope.temporaryDirectory, 'caisson-bundle-'));
  try {
    await unpack(path, directory, scope);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  return {
    ...directoryFetcher(directory, scope),
    [Symbol.asyncDispose]() {
      rmSync(directory, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

async function unpack(path: string, directory: string, scope: Scope): Promise<void> {
  let size = 0;
  let hasManifest = false;
  const limits = { maxEntries: maxMembers, maxFileBytes: maxSegmentBytes };
  for await (const { name, bytes } of readTar(createReadStream(path), isOurs, limits)) {
    checkpoint(scope.signal);
    size += bytes.length;
    if (size > maxBundleBytes)
      throw new CaissonError('limit.size', `${quote(path)} holds too much`);
    const plain = name.replace(/^\.\//, '');
    hasManifest ||= plain === manifestName;
    writeFileAtomic(join(directory, plain), bytes);
  }
  if (!hasManifest)
    throw new CaissonError('input.malformed', `${quote(path)} is no bundle of advisories`, {
      hint: 'make one with "caisson db export --bundle FILE.tar"',
    });
}

function isOurs(name: string): boolean {
  return /^(?:\.\/)?(?:index\.json(?:\.sig)?|blobs\/sha256\/[0-9a-f]{64})$/.test(name);
}
