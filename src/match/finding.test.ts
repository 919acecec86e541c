import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256Hex } from '#kit/hash.ts';
import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';
import { findingsOf } from './finding.ts';
import { matchInventory } from './inventory.ts';
import { type MemoryData, MemoryIndex } from './testdata/memory-index.ts';
import { advisory, component, inventory, system } from './testdata/samples.ts';

const debian = system('debian', '12');
const lodash = component('pkg:npm/lodash@4.17.20', { path: '/app/package-lock.json' });
const openssl = component('pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64', {
  path: '/var/lib/dpkg/status',
});

type Filed = readonly [string, Advisory];

function scan(
  components: readonly Component[],
  filed: readonly Filed[],
  more: Omit<MemoryData, 'advisories'> = {},
  os: OperatingSystem = debian,
) {
  const index = new MemoryIndex({
    ...more,
    advisories: filed.map(([segment, one]) => [segment, one.package, one]),
  });
  const { matches } = matchInventory(inventory(components, { os }), index, {
    includeDeclared: true,
  });
  return findingsOf(matches, index);
}

const v31 = { version: '3.1', vector: 'CVSS:3.1/AV:N', score: 7.5 } as const;
const v40 = { version: '4.0', vector: 'CVSS:4.0/AV:N', score: 9.3 } as const;
const v2 = { version: '2.0', vector: 'AV:N', score: 10 } as const;

test('one finding carries all that is known of a vulnerability in a component', () => {
  const ghsa = advisory('GHSA-a', 'lodash', '4.17.21', {
    cves: ['CVE-2021-1'],
    cvss: [v31],
    severity: 'high',
    feed: 'osv:npm',
    url: 'https://example.com/GHSA-a',
    published: '2021-02-01',
    modified: '2021-03-01',
  });
  const exploited = { cve: 'CVE-2021-1', added: '2022-01-01', ransomware: false };
  const prediction = { cve: 'CVE-2021-1', probability: 0.5, percentile: 0.9, date: '2026-01-01' };

  const findings = scan([lodash], [['npm', ghsa]], {
    aliases: [['CVE-2021-1', 'GHSA-a', 'SNYK-1']],
    exploited: [exploited],
    predictions: [prediction],
  });

  expect(findings).toEqual([
    {
      kind: 'vulnerability',
      rule: 'CVE-2021-1',
      fingerprint: 'd0f4c1ed5f9d3e06291164e2e4235359c70d73f20027751f3ce4cd862aa4fb0b',
      severity: 'high',
      title: 'lodash 4.17.20: CVE-2021-1',
      locations: [{ path: '/app/package-lock.json' }],
      vulnerability: {
        id: 'CVE-2021-1',
        aliases: ['GHSA-a', 'SNYK-1'],
        component: lodash,
        state: 'fixed',
        fixedVersion: '4.17.21',
        severitySource: 'osv:npm',
        cvss: [{ ...v31, source: 'osv:npm' }],
        knownExploited: exploited,
        exploitPrediction: prediction,
        published: '2021-02-01',
        modified: '2021-03-01',
        evidence: [
          {
            advisory: {
              id: 'GHSA-a',
              feed: 'osv:npm',
              state: 'fixed',
              ranges: [{ introduced: '0', fixed: '4.17.21' }],
              url: 'https://example.com/GHSA-a',
              severity: 'high',
            },
            because: {
              segment: 'npm',
              package: 'lodash',
              comparedVersion: '4.17.20',
              scheme: 'semver',
              range: { introduced: '0', fixed: '4.17.21' },
            },
          },
        ],
      },
    },
  ]);
});

test('the functions of a program stay in the inventory and are not repeated with each finding', () => {
  const program = { ...openssl, linked: { packages: ['net/http'], functions: 'AAAA' } };

  const [finding] = scan([program], [['debian-12', advisory('CVE-1', 'openssl')]]);

  expect(finding?.vulnerability.component).toEqual(openssl);
});

test('fingerprints are frozen', () => {
  const parts = ['vulnerability', 'CVE-1', 'pkg:deb/debian/openssl', '/var/lib/dpkg/status'];

  const [finding] = scan([openssl], [['debian-12', advisory('CVE-1', 'openssl')]]);

  expect(finding?.fingerprint).toBe(
    '587b0b0b84eeb891e8587dcc662927671588cf3188e9bd518018acf99e890899',
  );
  expect(finding?.fingerprint).toBe(sha256Hex(parts.join('\0')));
});

test('fingerprints do not depend on version, layer, fix or severity', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const elsewhere = {
    ...openssl,
    version: '3.0.9-1',
    purl: 'pkg:deb/debian/openssl@3.0.9-1?arch=arm64&distro=debian-12',
    locations: [{ path: '/var/lib/dpkg/status', layer: digest as never }] as const,
  };

  const [a] = scan([openssl], [['debian-12', advisory('CVE-1', 'openssl')]]);
  const [b] = scan(
    [elsewhere],
    [['debian-12', advisory('CVE-1', 'openssl', '9', { severity: 'high' })]],
  );

  expect(b?.fingerprint).toBe(a?.fingerprint);
});

test('two versions in one lock file have different fingerprints, as have two architectures', () => {
  const path = '/app/package-lock.json';
  const other = component('pkg:npm/lodash@3.0.0', { path });
  const amd64 = component('pkg:deb/debian/zlib@1.0?arch=amd64');
  const i386 = component('pkg:deb/debian/zlib@1.0?arch=i386');
  const filed: readonly Filed[] = [
    ['npm', advisory('CVE-1', 'lodash')],
    ['debian-12', advisory('CVE-1', 'zlib')],
  ];

  const findings = scan([lodash, other, amd64, i386], filed);

  expect(new Set(findings.map((finding) => finding.fingerprint)).size).toBe(4);
});

test('advisories that name one another are one finding, by CVE, then GHSA, then the publisher', () => {
  const aliases = [['GHSA-a', 'PYSEC-1'], ['CVE-2021-1', 'GHSA-b', 'GO-1'], ['RUSTSEC-1']];
  const ids = ['PYSEC-1', 'GHSA-a', 'GO-1', 'GHSA-b', 'RUSTSEC-1'];

  const findings = scan(
    [lodash],
    ids.map((id) => ['npm', advisory(id, 'lodash')]),
    { aliases },
  );

  expect(findings.map(({ vulnerability }) => [vulnerability.id, ...vulnerability.aliases])).toEqual(
    [['CVE-2021-1', 'GHSA-b', 'GO-1'], ['GHSA-a', 'PYSEC-1'], ['RUSTSEC-1']],
  );
});

test('an advisory of several CVEs gives a finding for each, and its id is no alias of theirs', () => {
  const notice = advisory('DSA-1-1', 'openssl', '3.0.13', { cves: ['CVE-1', 'CVE-2'] });

  const findings = scan([openssl], [['debian-12', notice]]);

  expect(findings.map(({ rule, vulnerability }) => [rule, vulnerability.aliases])).toEqual([
    ['CVE-1', []],
    ['CVE-2', []],
  ]);
});

const fixes = [
  ['the only fix', [['0', '4.17.21']], '4.17.21'],
  [
    'the higher of two sources',
    [
      ['0', '4.17.21'],
      ['0', '4.18.0'],
    ],
    '4.18.0',
  ],
  ['the lowest fix above the version', [['0', '4.18.0', '5.0.0', '5.1.0']], '4.18.0'],
  [
    'a fix of a later line where the near one is affected',
    [
      ['0', '4.18.0', '5.0.0', '5.1.0'],
      ['4.0.0', '5.1.0'],
    ],
    '5.1.0',
  ],
  ['none where one source knows no fix', [['0', '4.17.21'], ['0']], undefined],
  ['none without a fix', [['0']], undefined],
] as const;

test.for(fixes)('the fixed version is %s', ([, sources, expected]) => {
  const filed = sources.map((bounds, n): Filed => {
    const ranges = bounds.flatMap((introduced, index) => {
      const fixed = bounds[index + 1];
      return index % 2 === 0 ? [{ introduced, ...(fixed !== undefined && { fixed }) }] : [];
    });
    return ['npm', advisory(`GHSA-${n}`, 'lodash', undefined, { cves: ['CVE-1'], ranges })];
  });

  const [finding] = scan([lodash], filed);

  expect(finding?.vulnerability.fixedVersion).toBe(expected);
  expect(finding?.vulnerability.state).toBe(expected === undefined ? 'affected' : 'fixed');
});

test.for([
  [['affected', 'wont_fix'], 'wont_fix'],
  [['under_investigation'], 'under_investigation'],
  [['deferred', 'under_investigation'], 'deferred'],
  [['end_of_life', 'deferred'], 'end_of_life'],
] as const)('without a fix %s is stated as %s', ([states, expected]) => {
  const filed = states.map(
    (state, n): Filed => [
      'debian-12',
      advisory(`X-${n}`, 'openssl', undefined, { cves: ['CVE-1'], state }),
    ],
  );

  expect(scan([openssl], filed)[0]?.vulnerability.state).toBe(expected);
});

test('a fix that only the best source knows is told, and the state is its own', () => {
  const pysec = advisory('PYSEC-1', 'lodash', '4.17.21', { cves: ['CVE-1'] });
  const ghsa = advisory('GHSA-1', 'lodash', undefined, { cves: ['CVE-1'] });
  const filed: readonly Filed[] = [
    ['npm', ghsa],
    ['npm', pysec],
  ];

  const [facts] = scan([lodash], filed).map(({ vulnerability }) => vulnerability);

  expect([facts?.state, facts?.fixedVersion]).toEqual(['fixed', '4.17.21']);
  expect(facts?.evidence.map((one) => one.advisory.id)).toEqual(['PYSEC-1', 'GHSA-1']);
});

test('sources that do not call the version affected are shown beside those that do', () => {
  const pysec = advisory('PYSEC-1', 'lodash', '4.17.20', { cves: ['CVE-1'] });
  const ghsa = advisory('GHSA-1', 'lodash', undefined, { cves: ['CVE-1'], statement: 'disputed' });
  const another = advisory('GHSA-2', 'lodash', '4.0.0', { cves: ['CVE-1'] });
  const filed: readonly Filed[] = [pysec, ghsa, another].map((one) => ['npm', one]);

  const [facts] = scan([lodash], filed).map(({ vulnerability }) => vulnerability);

  expect(facts?.evidence.map(({ advisory: { id, statement } }) => [id, statement])).toEqual([
    ['GHSA-1', 'disputed'],
  ]);
  expect(facts?.contrary?.map(({ advisory: { id } }) => id)).toEqual(['PYSEC-1']);
});

test('weaknesses, decision points and the day of the first fix are told', () => {
  const ssvc = {
    exploitation: 'poc',
    automatable: true,
    impact: 'total',
    date: '2026-01-01',
  } as const;
  const filed: readonly Filed[] = [
    ['npm', advisory('A-1', 'lodash', '5.0.0', { cves: ['CVE-1'], fixedOn: '2026-02-02' })],
    ['npm', advisory('B-1', 'lodash', '5.0.0', { cves: ['CVE-1'], fixedOn: '2026-01-02' })],
  ];

  const [finding] = scan([lodash], filed, {
    decisions: new Map([['CVE-1', ssvc]]),
    weaknesses: new Map([['CVE-1', ['CWE-79']]]),
  });

  expect(finding?.vulnerability).toMatchObject({
    ssvc,
    weaknesses: ['CWE-79'],
    fixedOn: '2026-01-02',
  });
});

test('what Debian calls unimportant is negligible', () => {
  const fact = advisory('CVE-1', 'openssl', undefined, { statement: 'unimportant', cvss: [v31] });

  expect(scan([openssl], [['debian-12', fact]])[0]?.severity).toBe('negligible');
});

const nvd = new Map([
  [
    'CVE-1',
    [
      { ...v2, source: 'nvd' },
      { ...v31, score: 5, source: 'nvd' },
    ],
  ],
]);
const ratings = [
  [
    'a package: the vendor before CVSS',
    openssl,
    { severity: 'low', cvss: [v40] },
    'low',
    'osv:test',
  ],
  [
    'a package: CVSS where the vendor is silent',
    openssl,
    { cvss: [v31, v40] },
    'critical',
    'osv:test',
  ],
  ['a package: another feed at last', openssl, {}, 'medium', 'nvd'],
  ['a library: CVSS before the word', lodash, { severity: 'low', cvss: [v31] }, 'high', 'osv:test'],
  ['a library: the word without CVSS', lodash, { severity: 'low' }, 'low', 'osv:test'],
  ['a library: another feed at last', lodash, {}, 'medium', 'nvd'],
] as const;

test.for(ratings)('severity of %s', ([, installed, more, severity, source]) => {
  const segment = installed === lodash ? 'npm' : 'debian-12';

  const [finding] = scan(
    [installed],
    [[segment, advisory('CVE-1', installed.name, undefined, more)]],
    { cvss: nvd },
  );

  expect(finding?.severity).toBe(severity);
  expect(finding?.vulnerability.severitySource).toBe(source);
});

test('severity is unknown, not low, where nobody states one', () => {
  const [finding] = scan([lodash], [['npm', advisory('CVE-1', 'lodash')]]);

  expect(finding?.severity).toBe('unknown');
  expect(finding?.vulnerability).not.toHaveProperty('severitySource');
});

test('findings stand by severity, then known exploited, then id, then component', () => {
  const filed: readonly Filed[] = [
    ['npm', advisory('CVE-3', 'lodash', undefined, { severity: 'low' })],
    ['npm', advisory('CVE-2', 'lodash', undefined, { severity: 'high' })],
    ['npm', advisory('GHSA-1', 'lodash', undefined, { severity: 'high' })],
    ['npm', advisory('CVE-9', 'lodash', undefined, { severity: 'high' })],
  ];
  const twin = component('pkg:npm/lodash@1.0.0', { path: '/b' });

  const findings = scan([twin, lodash], filed, {
    exploited: [{ cve: 'CVE-9', added: '', ransomware: false }],
  });

  expect(
    findings.map((finding) => [finding.rule, finding.vulnerability.component.version]),
  ).toEqual([
    ['CVE-9', '1.0.0'],
    ['CVE-9', '4.17.20'],
    ['CVE-2', '1.0.0'],
    ['CVE-2', '4.17.20'],
    ['GHSA-1', '1.0.0'],
    ['GHSA-1', '4.17.20'],
    ['CVE-3', '1.0.0'],
    ['CVE-3', '4.17.20'],
  ]);
});

test('a title is one line that is safe to print', () => {
  const hostile = { ...lodash, version: '1\n\u001b[31m' };

  const [finding] = scan(
    [hostile],
    [['npm', advisory('CVE-1', 'lodash', undefined, { ranges: [], versions: [hostile.version] })]],
  );

  expect(finding?.title).toBe('lodash 1��[31m: CVE-1');
});

test('the order of advisories and aliases changes nothing', () => {
  const group = ['GHSA-a', 'GHSA-b', 'PYSEC-1', 'SNYK-1', 'MAL-1'];
  const records = [
    advisory('GHSA-b', 'lodash', '4.17.21', { severity: 'low', feed: 'a' }),
    advisory('PYSEC-1', 'lodash', '4.18.0', {
      aliases: ['GHSA-a', 'SNYK-1'],
      cvss: [v31],
      feed: 'b',
    }),
    advisory('DSA-1', 'lodash', '5.0.0', { cves: ['CVE-1', 'CVE-2'], cvss: [v40], feed: 'c' }),
    advisory('SNYK-1', 'lodash', undefined, { aliases: ['MAL-1', 'PYSEC-1'], feed: 'd' }),
  ];
  const expected = scan(
    [lodash],
    records.map((one) => ['npm', one]),
    { aliases: [group] },
  );

  fc.assert(
    fc.property(shuffled(records), shuffled(group), fc.boolean(), (some, names, reversed) => {
      const filed = some.map((one): Filed => {
        const aliases = reversed ? one.aliases.toReversed() : one.aliases;
        return ['npm', { ...one, aliases, cves: reversed ? one.cves.toReversed() : one.cves }];
      });

      expect(scan([lodash], filed, { aliases: [names] })).toEqual(expected);
    }),
  );
});

function shuffled<Item>(items: readonly Item[]) {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
