import type { RequestOf } from '#wire/routes.ts';
import {
  exposureFacet,
  type Facet,
  type Filter,
  severityFacet,
  singleFacets,
} from '../../parts/facet.ts';
import type { View } from '../../parts/view.ts';

/** The filter of findings as a query. */
export type FindingQuery = NonNullable<RequestOf<'countFindings'>['query']>;

const facets: readonly Facet[] = [
  { name: 'tier', title: 'Tier', values: ['P0', 'P1', 'P2', 'P3', 'P4'] },
  { name: 'usage', title: 'Loaded at run time', values: ['loaded', 'unknown', 'not-loaded'] },
  exposureFacet,
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
  severityFacet,
  { name: 'state', title: 'State', values: ['open', 'acknowledged', 'excepted', 'fixed'] },
];

const flags = [
  ['exploited', 'Known exploited'],
  ['fixable', 'A fix is there'],
  ['running', 'Runs now'],
  ['breached', 'Past its date'],
] as const;

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

/** What findings can be narrowed by. */
export const findingFilter: Filter = {
  search: 'CVE, package, image',
  facets,
  flags,
  others: [
    ...flags.map(
      ([name, title]): Facet => ({
        name,
        title,
        values: ['true', 'false'],
        words: { true: 'yes', false: 'no' },
      }),
    ),
    ...singleFacets(...singles),
  ],
};

/** What the URL asks for. Where it names no state, what is still to be done: open and acknowledged. */
export function findingQuery(view: View): FindingQuery {
  const query: Record<string, unknown> = { q: view.one('q') };
  for (const { name } of facets) {
    const values = view.many(name);
    if (values.length > 0) query[name] = values;
  }
  if (query['state'] === undefined) query['state'] = ['open', 'acknowledged'];
  for (const [name] of flags) query[name] = view.one(name);
  for (const name of singles) query[name] = view.one(name);
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
