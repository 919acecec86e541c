import { createHash } from 'node:crypto';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { type Digest, parseDigest } from '#model/digest.ts';
import { originOf } from './endpoint.ts';
import { formatReference, formatRepository, type ImageReference } from './reference.ts';
import type { Requester } from './requester.ts';

/** A blob to be stored. `content` is called once for each attempt. */
export interface BlobUpload {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly content: () => Uint8Array | AsyncIterable<Uint8Array>;
}

/** Stores a blob in one piece (distribution specification: POST, then PUT), unless it is there. */
export async function uploadBlob(
  requester: Requester,
  reference: ImageReference,
  blob: BlobUpload,
  scope: Scope,
): Promise<void> {
  const { target } = originOf(reference, 'pull,push');
  const what = `${formatRepository(reference)}@${blob.digest}`;
  const path = `${target.repository}/blobs/${blob.digest}`;
  const there = await requester.send({ target, path, what, method: 'HEAD', accept: [404] }, scope);
  there.discard();
  if (there.status === 200) return;
  const start = await requester.send(
    {
      target,
      path: `${target.repository}/blobs/uploads/`,
      what,
      method: 'POST',
      headers: { 'content-length': '0' },
    },
    scope,
  );
  start.discard();
  const location = await uploadUrl(start.headers.location, { requester, target }, what, scope);
  location.searchParams.set('digest', blob.digest);
  const stored = await requester.send(
    {
      target,
      path: location,
      what,
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(blob.sizeBytes),
      },
      content: blob.content,
    },
    scope,
  );
  stored.discard();
}

/** Stores a manifest under the tag of the reference, without a tag under its digest. */
export async function uploadManifest(
  requester: Requester,
  reference: ImageReference,
  manifest: { readonly bytes: Uint8Array; readonly mediaType: string },
  scope: Scope,
): Promise<Digest> {
  const { target } = originOf(reference, 'pull,push');
  const { bytes, mediaType } = manifest;
  const digest = parseDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  const answer = await requester.send(
    {
      target,
      path: `${target.repository}/manifests/${reference.tag ?? digest}`,
      what: formatReference(reference),
      method: 'PUT',
      headers: { 'content-type': mediaType, 'content-length': String(bytes.length) },
      content: () => bytes,
    },
    scope,
  );
  answer.discard();
  return digest;
}

async function uploadUrl(
  location: string | undefined,
  at: { readonly requester: Requester; readonly target: Parameters<Requester['resolve']>[0] },
  what: string,
  scope: Scope,
): Promise<URL> {
  const url = await at.requester.resolve(at.target, location ?? '', scope);
  if (location !== undefined && url !== undefined) return url;
  throw new CaissonError(
    'input.malformed',
    `the registry names no usable address to upload ${what} to`,
  );
}
