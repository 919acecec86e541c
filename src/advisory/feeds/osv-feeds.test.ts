import { expect, test } from 'vitest';
import { osvRecord } from '../testing.ts';
import { ghsa } from './ghsa.ts';
import { kubernetes } from './kubernetes.ts';
import { osvDirectories } from './osv-directories.ts';
import { factsOf, lineOf, readAll, skipsOf } from './testing-product.ts';

const file = 'advisories/github-reviewed/2026/01/GHSA-aaaa-bbbb-cccc/GHSA-aaaa-bbbb-cccc.json';

test('a file of the GitHub database is an OSV record and counts as that of the bucket', () => {
  const record = osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'thing'], undefined, {
    aliases: ['CVE-2026-8888'],
    database_specific: { severity: 'HIGH', cwe_ids: ['CWE-79'] },
  });

  const [records] = readAll(ghsa, file, record);

  expect(records?.facts?.map(lineOf)).toEqual(['npm thing fixed <2.0.0']);
  expect(records?.facts?.[0]?.advisory).toMatchObject({ feed: 'osv:npm', severity: 'high' });
  expect(records?.weaknesses).toEqual([{ cve: 'CVE-2026-8888', cwes: ['CWE-79'] }]);
});

test('a record that nobody reviewed names no package', () => {
  const record = { id: 'GHSA-aaaa-bbbb-cccc', modified: '2026-01-01T00:00:00Z', affected: [] };

  expect(skipsOf(ghsa, file, record)).toEqual(['no-package GHSA-aaaa-bbbb-cccc']);
});

const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

test('an answer of the REST API is the same record', () => {
  const answer = [
    {
      ghsa_id: 'GHSA-aaaa-bbbb-cccc',
      cve_id: 'CVE-2026-8888',
      severity: 'critical',
      identifiers: [
        { type: 'GHSA', value: 'GHSA-aaaa-bbbb-cccc' },
        { type: 'CVE', value: 'CVE-2026-8888' },
      ],
      published_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-02T00:00:00Z',
      withdrawn_at: null,
      cvss_severities: { cvss_v3: { vector_string: vector, score: 9.8 }, cvss_v4: null },
      cwes: [{ cwe_id: 'CWE-79', name: 'x' }],
      vulnerabilities: [
        { package: { ecosystem: 'pip', name: 'Thing' }, vulnerable_version_range: '>= 1.0, < 1.4' },
        { package: { ecosystem: 'rust', name: 'thing' }, vulnerable_version_range: '= 0.9.0' },
        { package: { ecosystem: 'maven', name: 'a:b' }, vulnerable_version_range: '<= 3.1' },
      ],
    },
  ];

  const facts = factsOf(ghsa, 'rest.json', answer);

  expect(facts.map(lineOf)).toEqual([
    'pypi thing fixed 1.0<1.4',
    'crates.io thing affected =0.9.0',
    'maven a:b affected ..3.1',
  ]);
  expect(facts[0]?.advisory).toMatchObject({
    id: 'GHSA-aaaa-bbbb-cccc',
    cves: ['CVE-2026-8888'],
    aliases: [],
    severity: 'critical',
    published: '2026-01-01',
    modified: '2026-01-02',
    cvss: [{ version: '3.1', vector, score: 9.8 }],
  });
});

test('an answer of the GraphQL API is the same record', () => {
  const answer = {
    data: {
      securityVulnerabilities: {
        nodes: [
          {
            advisory: {
              ghsaId: 'GHSA-aaaa-bbbb-cccc',
              severity: 'MODERATE',
              identifiers: [{ type: 'CVE', value: 'CVE-2026-8888' }],
              publishedAt: '2026-01-01T00:00:00Z',
              updatedAt: '2026-01-02T00:00:00Z',
              withdrawnAt: null,
              cvss: { vectorString: vector },
              cwes: { nodes: [{ cweId: 'CWE-79' }] },
            },
            package: { ecosystem: 'NPM', name: '@acme/thing' },
            vulnerableVersionRange: '>= 2.0.0, <= 2.3.0',
            firstPatchedVersion: { identifier: '2.3.1' },
          },
        ],
      },
    },
  };

  const facts = factsOf(ghsa, 'graphql.json', answer);

  expect(facts.map(lineOf)).toEqual(['npm @acme/thing affected 2.0.0..2.3.0']);
  expect(facts[0]?.advisory.severity).toBe('medium');
});

test('a withdrawn answer gives nothing', () => {
  const answer = [
    { ghsa_id: 'GHSA-aaaa-bbbb-cccc', withdrawn_at: '2026-01-02T00:00:00Z', vulnerabilities: [] },
  ];

  expect(skipsOf(ghsa, 'rest.json', answer)).toEqual(['withdrawn GHSA-aaaa-bbbb-cccc']);
});

test.for([
  ['govulndb', 'data/osv/GO-2026-0001.json', 'GO-2026-0001', 'Go'],
  ['rustsec', 'crates/RUSTSEC-2026-0001.json', 'RUSTSEC-2026-0001', 'crates.io'],
  ['malicious-packages', 'osv/malicious/npm/x/MAL-2026-1.json', 'MAL-2026-1', 'npm'],
  ['bitnami', 'data/thing/BIT-thing-2026-1234.json', 'BIT-thing-2026-1234', 'Bitnami'],
  ['osv', 'anything.json', 'X-2026-1', 'npm'],
] as const)('%s takes %s', ([id, path, name, ecosystem]) => {
  const feed = osvDirectories.find((one) => one.id === id);

  expect(feed?.accepts(path)).toBe(true);
  expect(
    feed === undefined ? [] : factsOf(feed, path, osvRecord(name, [ecosystem, 'thing'])),
  ).toHaveLength(1);
});

test('a record in YAML keeps versions as they are written', () => {
  const feed = osvDirectories.find((one) => one.id === 'pysec');
  const text = `id: PYSEC-2026-1
modified: 2026-01-01T00:00:00Z
affected:
- package: {name: thing, ecosystem: PyPI}
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: "0"
    - fixed: 1.10
`;

  expect(feed?.accepts('vulns/thing/PYSEC-2026-1.yaml')).toBe(true);
  expect(feed === undefined ? [] : factsOf(feed, 'PYSEC-2026-1.yaml', text).map(lineOf)).toEqual([
    'pypi thing fixed <1.10',
  ]);
});

test('a record of a Kubernetes component is filed by the component and not as a Go module', () => {
  const record = {
    id: 'CVE-2026-9999',
    published: '2026-02-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'kubernetes', name: 'k8s.io/kubelet' },
        severity: [{ type: 'CVSS_V3', score: vector }],
        ranges: [
          {
            type: 'SEMVER',
            events: [
              { introduced: '0' },
              { fixed: '1.33.2' },
              { introduced: '1.34.0' },
              { fixed: '1.34.1' },
            ],
          },
        ],
      },
    ],
  };

  expect(factsOf(kubernetes, 'vulns/CVE-2026-9999.json', record).map(lineOf)).toEqual([
    'cpe kubernetes:kubelet fixed <1.33.2 1.34.0<1.34.1',
  ]);
});

test('the feed of Kubernetes states vectors, and versions in prose only', () => {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    items: [{ id: 'CVE-2026-9999', content_text: `CVSS Rating: [${vector}](https://example.org)` }],
  };

  const [, records] = readAll(kubernetes, 'index.json', feed);

  expect(records?.vectors?.map((one) => [one.id, one.cvss.vector])).toEqual([
    ['CVE-2026-9999', vector],
  ]);
  expect(records?.skips).toEqual([{ reason: 'no-versions', subject: 'CVE-2026-9999' }]);
});
