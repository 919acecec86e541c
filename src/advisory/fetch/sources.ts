import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { publisherOfFact, publisherOfFeed } from '../publisher.ts';
import { distributionSources } from './distribution-sources.ts';
import { productSources } from './product-sources.ts';
import type { FeedSource } from './source.ts';

/** Every feed that can be fetched, by its id. */
export const feedSources: readonly FeedSource[] = [...productSources, ...distributionSources].sort(
  (a, b) => (a.id < b.id ? -1 : 1),
);

/**
 * The feeds that are meant by names: the usual ones without any, all by `all`.
 * Throws `usage.invalid-argument` for a name that is no feed.
 */
export function chooseSources(
  names: readonly string[],
  known: readonly FeedSource[] = feedSources,
): readonly FeedSource[] {
  if (names.length === 0) return known.filter(({ isUsual }) => isUsual);
  if (names.includes('all')) return known;
  for (const name of names) sourceNamed(name, known);
  return known.filter(({ id }) => names.includes(id));
}

/** The feed of a name. Throws `usage.invalid-argument`. */
export function sourceNamed(name: string, known: readonly FeedSource[] = feedSources): FeedSource {
  const found = known.find(({ id }) => id === name);
  if (found !== undefined) return found;
  throw new CaissonError(
    'usage.invalid-argument',
    `${quote(name)} is no feed that can be fetched`,
    {
      hint: 'see them all: caisson db fetch --list',
    },
  );
}

/** Whose data it is, and whether facts of it may be handed on. */
export function licenceOf({ publisher }: FeedSource) {
  const { licence, redistributable } = publisher.endsWith('-')
    ? publisherOfFact({ id: publisher, feed: 'osv:' })
    : publisherOfFeed(publisher);
  return { licence, redistributable };
}
