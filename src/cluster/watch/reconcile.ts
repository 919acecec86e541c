import type { ApiResource, Selection } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import type { Api } from '../api/api.ts';
import { pagesOf } from '../api/list.ts';
import { identityOf, type Known } from './known.ts';
import { compareVersions } from './version.ts';

/** Where a listing and what a watch has told so far differ: news on their way, or news that were missed. */
export interface Difference {
  /** Of the listing. */
  readonly version: string;
  /** Objects by key that the listing shows in another state. */
  readonly shown: ReadonlyMap<string, { readonly uid: string; readonly version: string }>;
  /** Objects that it does not show, in the state in which they were known. */
  readonly absent: ReadonlyMap<string, { readonly uid: string; readonly version: string }>;
}

/** Lists everything while a watch goes on, and compares. `listing` is a number that no other listing had. */
export async function compareWithListing(
  { api, resource, selection, scope }: ListingSource,
  known: Known,
  listing: number,
): Promise<Difference> {
  const shown = new Map<string, { uid: string; version: string }>();
  let listed = '';
  for await (const { items, resourceVersion, restarted } of pagesOf(
    api,
    resource,
    selection,
    scope,
  )) {
    if (restarted) shown.clear();
    listed = resourceVersion;
    for (const item of items) {
      const { key, uid, version } = identityOf(item);
      const before = known.get(key);
      if (before !== undefined) before.listing = Math.max(before.listing, listing);
      if (before?.version !== version) shown.set(key, { uid, version });
    }
  }
  const absent = new Map<string, { uid: string; version: string }>();
  for (const [key, { uid, version, listing: last }] of known.entries())
    if (last < listing && !shown.has(key)) absent.set(key, { uid, version });
  return { version: listed, shown, absent };
}

export interface ListingSource {
  readonly api: Api;
  readonly resource: ApiResource;
  readonly selection: Selection;
  readonly scope: Scope;
}

/**
 * How many news were missed: differences that stand although the watch has come past the listing. `gone` are the keys of objects
 * that went away since the comparison began.
 */
export function countMissed(
  { shown, absent, version }: Difference,
  known: Known,
  gone: ReadonlySet<string>,
): number {
  const unseen = [...shown].filter(([key, listed]) => {
    const now = known.get(key);
    if (now === undefined) return !gone.has(key);
    return now.uid === listed.uid && isOlder(now.version, listed.version);
  });
  const unnoticed = [...absent].filter(([key, last]) => {
    const now = known.get(key);
    return now?.uid === last.uid && now.version === last.version && !isOlder(version, last.version);
  });
  return unseen.length + unnoticed.length;
}

/** False where the server's versions cannot be compared. */
function isOlder(a: string, b: string): boolean {
  return (compareVersions(a, b) ?? 0) < 0;
}
