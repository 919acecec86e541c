import type { Scope } from '#contract/scope.ts';
import type { FeedDocument } from './feeds/feed.ts';
export async function* documentsBelow(
  _directory: string,
  _accepts: (path: string) => boolean,
  _scope: Scope,
): AsyncIterable<FeedDocument> {}
