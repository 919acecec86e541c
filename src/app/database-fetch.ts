import {
  type FetchedFeed,
  fetchFeeds,
  type ListedFeed,
  listFeeds,
} from '#advisory/fetch/fetch-feeds.ts';
import { chooseSources, sourceNamed } from '#advisory/fetch/sources.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Database } from './database.ts';

export type { FetchedFeed, ListedFeed };

export interface FetchFeedsRequest {
  /** The directory that `build` reads. */
  readonly to: string;
  /** Ids of feeds; `all`; none: the usual ones. */
  readonly feeds: readonly string[];
  /** `feed=URL`: asks there in place of the feed's own addresses. */
  readonly fromUrl: readonly string[];
}

/**
 * Brings feeds of vendors as they are published into the directory that `build` reads. What a server does is in the result.
 * Throws `usage.invalid-argument`, `host.io`.
 */
export function fetchAll(
  { to, feeds, fromUrl }: FetchFeedsRequest,
  { ca }: Pick<Database, 'ca'>,
  scope: Scope,
): Promise<readonly FetchedFeed[]> {
  const request = {
    directory: to,
    sources: chooseSources(feeds),
    mirrors: new Map(fromUrl.map(toMirror)),
    ...(ca !== undefined && { ca }),
  };
  return fetchFeeds(request, scope);
}

/** The table of feeds; with a directory also when they were fetched into it. Throws `usage.invalid-argument`. */
export function listAll(
  feeds: readonly string[],
  to: string | undefined,
  scope: Scope,
): readonly ListedFeed[] {
  return listFeeds(chooseSources(feeds.length === 0 ? ['all'] : feeds), to, scope);
}

function toMirror(text: string): readonly [id: string, url: string] {
  const at = text.indexOf('=');
  const url = text.slice(at + 1);
  if (at > 0 && /^https?:\/\//i.test(url) && URL.canParse(url))
    return [sourceNamed(text.slice(0, at)).id, url];
  throw new CaissonError('usage.invalid-argument', `${quote(text)} names no feed and address`, {
    hint: 'write: --from-url debian-tracker=https://mirror.local/debian/',
  });
}
