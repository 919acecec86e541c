import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { Digest } from '#model/digest.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { parseManifest } from '../image/manifest.ts';
import { originOf } from './endpoint.ts';
import { pages } from './paging.ts';
import { formatReference, type ImageReference } from './reference.ts';
import type { Requester } from './requester.ts';

const maxPages = 50;

/** What the referrers API lists for a digest; empty when the registry has no such API (404, or not an index). */
export async function listReferrers(
  requester: Requester,
  reference: ImageReference & { readonly digest: Digest },
  artifactType: string | undefined,
  scope: Scope,
): Promise<readonly Descriptor[]> {
  const { target } = originOf(reference, 'pull');
  const what = `the referrers of ${formatReference(reference)}`;
  const query = artifactType ? `?artifactType=${encodeURIComponent(artifactType)}` : '';
  const path = `${target.repository}/referrers/${reference.digest}${query}`;
  const found: Descriptor[] = [];
  const request = { target, path, what, accept: [400, 404, 405, 501] };
  for await (const { bytes } of pages(requester, request, maxPages, scope))
    found.push(...referrersIn(bytes, artifactType, what));
  return found;
}

/** The descriptors of an index of referrers, filtered here: servers may ignore the filter. Throws what `parseManifest` does. */
export function referrersIn(
  bytes: Uint8Array,
  artifactType: string | undefined,
  what: string,
): readonly Descriptor[] {
  const index = parseManifest(bytes, what);
  if (index.kind !== 'index') throw new CaissonError('input.malformed', `${what} are not an index`);
  if (artifactType === undefined) return index.manifests;
  return index.manifests.filter((entry) => entry.artifactType === artifactType);
}
