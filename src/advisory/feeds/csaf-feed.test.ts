import { expect, test } from 'vitest';
import { csafFeed } from './csaf-feed.ts';
import { factsOf, lineOf, skipsOf } from './testing-product.ts';

/** Product id and package URL by status. */
function document(
  statuses: Readonly<Record<string, readonly string[]>>,
  extra: Readonly<Record<string, unknown>> = {},
): unknown {
  const purls = [...new Set(Object.values(statuses).flat())];
  return {
    document: {
      tracking: { id: 'ACME-2026-1', status: 'final', current_release_date: '2026-01-01' },
    },
    product_tree: {
      full_product_names: purls.map((purl) => ({
        name: purl,
        product_id: purl,
        product_identification_helper: { purl },
      })),
    },
    vulnerabilities: [{ cve: 'CVE-2026-1234', product_status: statuses, ...extra }],
  };
}

const cases: readonly (readonly [
  string,
  Readonly<Record<string, readonly string[]>>,
  readonly string[],
])[] = [
  [
    'versions that are affected',
    { known_affected: ['pkg:npm/%40acme/thing@1.0.0', 'pkg:npm/%40acme/thing@1.0.1'] },
    ['npm @acme/thing affected =1.0.0 =1.0.1'],
  ],
  [
    'a package that is affected',
    { known_affected: ['pkg:maven/org.acme/thing'] },
    ['maven org.acme:thing affected ..'],
  ],
  [
    'a package that is affected until a fix',
    { known_affected: ['pkg:pypi/thing'], fixed: ['pkg:pypi/thing@2.0'] },
    ['pypi thing fixed <2.0'],
  ],
  [
    'a fix alone: that version has no fault',
    { fixed: ['pkg:cargo/thing@2.0.0'] },
    ['crates.io thing not_affected =2.0.0'],
  ],
  [
    'a version that is not affected',
    { known_not_affected: ['pkg:golang/github.com/acme/thing@v1.2.3'] },
    ['go github.com/acme/thing not_affected =v1.2.3'],
  ],
  [
    'a package that is not affected',
    { known_not_affected: ['pkg:gem/thing'] },
    ['rubygems thing not_affected'],
  ],
  [
    'a package under investigation',
    { under_investigation: ['pkg:nuget/Thing'] },
    ['nuget thing under_investigation ..'],
  ],
  [
    'a package of a distribution',
    { known_affected: ['pkg:deb/debian/thing@1.0-1?distro=debian-12'] },
    ['debian-12 thing affected =1.0-1'],
  ],
  [
    'an rpm with its epoch',
    { known_affected: ['pkg:rpm/redhat/thing@1-1?epoch=2&distro=rhel-9.4'] },
    ['rhel-9 thing affected =2:1-1'],
  ],
];
test.for(cases)('%s', ([, statuses, lines]) => {
  expect(factsOf(csafFeed, 'acme.json', document(statuses)).map(lineOf)).toEqual(lines);
});

test.for([
  ['pkg:oci/thing@sha256:00', 'unknown-ecosystem pkg:oci'],
  ['pkg:deb/debian/thing@1.0-1', 'unknown-ecosystem pkg:deb'],
  ['thing 1.0', 'unknown-ecosystem purl'],
] as const)('%s is counted and gives nothing', ([purl, skip]) => {
  const value = document({ known_affected: [purl] });

  expect(factsOf(csafFeed, 'acme.json', value)).toEqual([]);
  expect(skipsOf(csafFeed, 'acme.json', value)).toEqual([skip]);
});

test.for([
  ['vers:npm/>=1.0.0|<1.2.3|2.0.0', 'known_affected', 'npm thing fixed 1.0.0<1.2.3 2.0.0..2.0.0'],
  ['vers:npm/<=1.2.3', 'known_affected', 'npm thing affected ..1.2.3'],
  ['vers:npm/*', 'known_affected', 'npm thing affected ..'],
  ['vers:npm/>=1.2.4', 'fixed', 'npm thing not_affected 1.2.4..'],
] as const)('the range %s of a branch is %s', ([range, status, line]) => {
  expect(factsOf(csafFeed, 'acme.json', ranged(range, status)).map(lineOf)).toEqual([line]);
});

test.for(['<V1.2', 'all versions before 3', 'vers:npm/!=1.0', 'vers:npm/', ''])(
  'the range %s cannot be understood and is not taken for all versions',
  (range) => {
    const value = ranged(range, 'known_affected');

    expect(factsOf(csafFeed, 'acme.json', value)).toEqual([]);
    expect(skipsOf(csafFeed, 'acme.json', value)).toEqual(['no-versions thing']);
  },
);

function ranged(name: string, status: string): unknown {
  const product = {
    name: 'thing',
    product_id: 'p',
    product_identification_helper: { purl: 'pkg:npm/thing' },
  };
  return {
    document: { tracking: { id: 'ACME-2026-1', status: 'final' } },
    product_tree: { branches: [{ category: 'product_version_range', name, product }] },
    vulnerabilities: [{ cve: 'CVE-2026-1234', product_status: { [status]: ['p'] } }],
  };
}

test('threats may name a group of products', () => {
  const value = {
    ...(document(
      { known_affected: ['pkg:npm/thing'] },
      {
        threats: [{ category: 'impact', details: 'Critical', group_ids: ['all'] }],
      },
    ) as Readonly<Record<string, unknown>>),
  };
  const tree = value['product_tree'] as Readonly<Record<string, unknown>>;
  const grouped = {
    ...value,
    product_tree: {
      ...tree,
      product_groups: [{ group_id: 'all', product_ids: ['pkg:npm/thing'] }],
    },
  };

  expect(factsOf(csafFeed, 'acme.json', grouped)[0]?.advisory.severity).toBe('critical');
});

test('groups that blow up are malformed, not endless', () => {
  const ids = Array.from({ length: 2000 }, (_, index) => `p${index}`);
  const value = {
    document: { tracking: { id: 'ACME-2026-1' } },
    product_tree: { product_groups: [{ group_id: 'g', product_ids: ids }] },
    vulnerabilities: [
      {
        threats: [
          {
            category: 'impact',
            details: 'low',
            group_ids: Array.from({ length: 2000 }, () => 'g'),
          },
        ],
      },
    ],
  };

  expect(skipsOf(csafFeed, 'acme.json', value)).toEqual(['malformed acme.json']);
});

test('a tree that is too deep is malformed', () => {
  let branch: unknown = {};
  for (let depth = 0; depth < 100; depth += 1) branch = { branches: [branch] };
  const value = { document: { tracking: { id: 'ACME-2026-1' } }, product_tree: branch };

  expect(skipsOf(csafFeed, 'acme.json', value)).toEqual(['malformed acme.json']);
});
