import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type Digest, isDigest } from '#model/digest.ts';
import { maxManifestBytes } from '../image/manifest.ts';
import { formatReference, isImageReference, parseImageReference } from '../registry/reference.ts';
import { type Bucket, readBolt } from './bolt.ts';
import type { EngineSettings } from './settings.ts';

/** An image as containerd's metadata names it. */
export interface ContainerdImage {
  readonly namespace: string;
  /** Every name in that namespace of the same target. */
  readonly names: readonly string[];
  readonly target: Digest;
}

/** A container as containerd's metadata describes it. */
export interface ContainerdContainer {
  readonly namespace: string;
  readonly id: string;
  /** Name of its image. */
  readonly image: string | undefined;
}

const schema = 'v1';

/**
 * Finds an image by name (short or full) or by digest of its manifest or index; the first namespace that has it counts.
 * Throws `host.missing-feature`, `host.missing-privilege`, `input.malformed`.
 */
export function findImage(locator: string, settings: EngineSettings): ContainerdImage | undefined {
  return readBolt(metadataPath(settings), (root) => {
    for (const namespace of settings.namespaces) {
      const images = root.bucket(schema)?.bucket(namespace)?.bucket('images');
      const target = images && targetOf(images, locator);
      if (images && target) return { namespace, target, names: namesOf(images, target) };
    }
    return undefined;
  });
}

/** Finds a container by its id. Throws like `findImage`. */
export function findContainer(
  id: string,
  settings: EngineSettings,
): ContainerdContainer | undefined {
  return readBolt(metadataPath(settings), (root) => {
    for (const namespace of settings.namespaces) {
      const container = root.bucket(schema)?.bucket(namespace)?.bucket('containers')?.bucket(id);
      if (container) return { namespace, id, image: container.value('image')?.toString('utf8') };
    }
    return undefined;
  });
}

/** Where containerd keeps its metadata. */
export function metadataPath(settings: EngineSettings): string {
  return join(settings.containerdRoot, 'io.containerd.metadata.v1.bolt', 'meta.db');
}

/** Where a blob lies, if it is there: content of other platforms and unpacked layers may be absent. */
export function blobPath(
  digest: Digest,
  settings: EngineSettings,
): { readonly path: string; readonly sizeBytes: number } | undefined {
  const [algorithm = '', hex = ''] = digest.split(':');
  const store = 'io.containerd.content.v1.content';
  const path = join(settings.containerdRoot, store, 'blobs', algorithm, hex);
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? { path, sizeBytes: stats.size } : undefined;
}

/** A manifest or configuration, verified. Throws `input.not-found`, `limit.size`, `integrity.digest-mismatch`. */
export function readDocument(digest: Digest, settings: EngineSettings): Uint8Array {
  const blob = blobPath(digest, settings);
  if (blob === undefined)
    throw new CaissonError('input.not-found', `containerd does not hold the content ${digest}`, {
      hint: 'pull the image again for this platform, or scan it in its registry',
    });
  if (blob.sizeBytes > maxManifestBytes)
    throw new CaissonError('limit.size', `the content ${digest} is larger than a manifest may be`);
  const bytes = readFileSync(blob.path);
  const algorithm = digest.slice(0, digest.indexOf(':'));
  const actual = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
  if (actual === digest) return bytes;
  throw new CaissonError(
    'integrity.digest-mismatch',
    `the file ${quote(blob.path)} has the digest ${actual}`,
  );
}

function targetOf(images: Bucket, locator: string): Digest | undefined {
  const isName = !isDigest(locator) && isImageReference(locator);
  const full = isName ? formatReference(parseImageReference(locator)) : locator;
  for (const name of new Set([locator, full])) {
    const target = digestIn(images.bucket(name));
    if (target !== undefined) return target;
  }
  const wanted = full.slice(full.indexOf('@') + 1);
  if (!isDigest(wanted)) return undefined;
  for (const { key } of images.entries())
    if (digestIn(images.bucket(key)) === wanted && sameRepository(key, locator)) return wanted;
  return undefined;
}

/** `repository@digest` means that repository; a bare digest any. */
function sameRepository(name: string, locator: string): boolean {
  if (isDigest(locator) || !isImageReference(name)) return true;
  const [have, want] = [parseImageReference(name), parseImageReference(locator)];
  return have.registry === want.registry && have.repository === want.repository;
}

function digestIn(image: Bucket | undefined): Digest | undefined {
  const digest = image?.bucket('target')?.value('digest')?.toString('utf8');
  return digest !== undefined && isDigest(digest) ? digest : undefined;
}

function namesOf(images: Bucket, target: Digest): readonly string[] {
  const names: string[] = [];
  for (const { key } of images.entries())
    if (digestIn(images.bucket(key)) === target) names.push(key);
  return names;
}
