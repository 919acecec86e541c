import type { RequestOf } from '#wire/routes.ts';
import type { Facet } from '../../parts/filter-bar.tsx';
import type { View } from '../../parts/view.ts';

/** The filter of findings as a query. */
export type FindingQuery = NonNullable<RequestOf<'countFindings'>['query']>;

/** What findings can be narrowed by, as boxes to tick. */
export const findingFacets: readonly Facet[] = [
  { name: 'tier', title: 'Tier', values: ['P0', 'P1', 'P2', 'P3', 'P4'] },
  { name: 'usage', title: 'Loaded at run time', values: ['loaded', 'unknown', 'not-loaded'] },
  {
    name: 'exposure',
    title: 'Reachable from',
    values: ['internet', 'cluster', 'isolated', 'unknown'],
  },
  {
    name: 'kind',
    title: 'Kind',
    values: [
      'vulnerability',
      'misconfiguration',
      'secret',
      'credential',
      'malware',
      'lifecycle',
      'license',
    ],
  },
  {
    name: 'severity',
    title: 'Severity',
    values: ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'],
  },
  { name: 'state', title: 'State', values: ['open', 'acknowledged', 'excepted', 'fixed'] },
];

/** Switches of the filter: shown as one group. */
export const findingFlags: readonly (readonly [name: string, word: string])[] = [
  ['exploited', 'Known exploited'],
  ['fixable', 'A fix is there'],
  ['running', 'Runs now'],
  ['breached', 'Past its date'],
];

/** Single values that links of other pages set. */
const singles = [
  'rule',
  'asset',
  'workload',
  'cluster',
  'namespace',
  'repository',
  'component',
  'owner',
  'since',
] as const;

/** All facets for the chips above the list. */
export const chipFacets: readonly Facet[] = [
  ...findingFacets,
  ...findingFlags.map(
    ([name, title]): Facet => ({
      name,
      title,
      values: ['true', 'false'],
      words: { true: 'yes', false: 'no' },
    }),
  ),
  ...singles.map(
    (name): Facet => ({ name, title: name.charAt(0).toUpperCase() + name.slice(1), values: [] }),
  ),
];

/** What the URL asks for. Where it names no state, what is still to be done: open and acknowledged. */
export function findingQuery(view: View): FindingQuery {
  const query: Record<string, unknown> = { q: view.one('q') };
  for (const { name } of findingFacets) {
    const values = view.many(name);
    if (values.length > 0) query[name] = values;
  }
  if (query['state'] === undefined) query['state'] = ['open', 'acknowledged'];
  for (const [name] of findingFlags) query[name] = view.one(name);
  for (const name of singles) query[name] = view.one(name);
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
