import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normaliseOsv } from './osv.ts';
import { osvRecord } from './testing.ts';

function advisoryOf(record: unknown) {
  return normaliseOsv(record).facts[0]?.advisory;
}

test.for([
  ['one range', [{ introduced: '0' }, { fixed: '2.0.0' }], [{ introduced: '0', fixed: '2.0.0' }]],
  ['no end', [{ introduced: '1.0.0' }], [{ introduced: '1.0.0' }]],
  [
    'last_affected',
    [{ introduced: '0' }, { last_affected: '1.5.1' }],
    [{ introduced: '0', lastAffected: '1.5.1' }],
  ],
  ['limit', [{ introduced: '0' }, { limit: '3.0.0' }], [{ introduced: '0', fixed: '3.0.0' }]],
  [
    'events in any order',
    [{ fixed: '2.1.0' }, { introduced: '2.0.0' }, { fixed: '1.10.0' }, { introduced: '1.9.0' }],
    [
      { introduced: '1.9.0', fixed: '1.10.0' },
      { introduced: '2.0.0', fixed: '2.1.0' },
    ],
  ],
  [
    'a second end that comes too late',
    [{ introduced: '0' }, { fixed: '1.0.0' }, { fixed: '2.0.0' }],
    [{ introduced: '0', fixed: '1.0.0' }],
  ],
  [
    'a beginning and an end at the same version do not begin a range',
    [{ introduced: '0' }, { fixed: '1.2.0' }, { introduced: '1.3' }, { fixed: '1.3.0' }],
    [
      { introduced: '0', fixed: '1.2.0' },
      { introduced: '1.3', fixed: '1.3.0' },
    ],
  ],
  [
    'an end and a beginning at the same version do not end a range',
    [{ introduced: '0' }, { fixed: '1.3' }, { introduced: '1.3.0' }, { fixed: '1.4.0' }],
    [{ introduced: '0', fixed: '1.4.0' }],
  ],
  [
    'the last affected version may be the first of the next range',
    [
      { introduced: '0' },
      { last_affected: '1.0.0' },
      { introduced: '1.0.0' },
      { last_affected: '2.0.0' },
    ],
    [{ introduced: '0', lastAffected: '2.0.0' }],
  ],
  [
    "crates.io's lowest version",
    [{ introduced: '0.0.0-0' }, { fixed: '1.0.0' }],
    [{ introduced: '0', fixed: '1.0.0' }],
  ],
] as const)('ranges: %s', ([, events, ranges]) => {
  expect(advisoryOf(osvRecord('X-2026-1', ['npm', 'thing'], events))?.ranges).toEqual(ranges);
});

test.for([
  ['a fix', [{ introduced: '0' }, { fixed: '1' }], 'fixed'],
  ['no fix', [{ introduced: '0' }], 'affected'],
  ['fixed from the beginning', [{ introduced: '0' }, { fixed: '0' }], 'not_affected'],
] as const)('state with %s', ([, events, state]) => {
  expect(advisoryOf(osvRecord('X-2026-1', ['npm', 'thing'], events))?.state).toBe(state);
});

test.for([
  [
    'branches without a fix of their own',
    [
      ['2.0.0', '3.0.0'],
      ['3.0.0', '3.4.5'],
      ['5.0.0', '5.0.1'],
    ],
    [
      { introduced: '2.0.0', fixed: '3.4.5' },
      { introduced: '5.0.0', fixed: '5.0.1' },
    ],
  ],
  [
    'a circle',
    [
      ['1.0.0', '2.0.0'],
      ['2.0.0', '1.0.0'],
    ],
    [
      { introduced: '1.0.0', fixed: '2.0.0' },
      { introduced: '2.0.0', fixed: '1.0.0' },
    ],
  ],
  [
    'several ranges of one start',
    [
      ['1.0.0', '2.0.0'],
      ['1.0.0', '3.0.0'],
      ['3.0.0', '4.0.0'],
    ],
    [
      { introduced: '1.0.0', fixed: '2.0.0' },
      { introduced: '1.0.0', fixed: '3.0.0' },
      { introduced: '3.0.0', fixed: '4.0.0' },
    ],
  ],
] as const)('adjacent ranges: %s', ([, pairs, expected]) => {
  const ranges = pairs.map(([introduced, fixed]) => ({
    type: 'ECOSYSTEM',
    events: [{ introduced }, { fixed }],
  }));
  const affected = [{ package: { ecosystem: 'Packagist', name: 'a/b' }, ranges }];

  const record = osvRecord('FOP-1', ['Packagist', 'a/b'], undefined, { affected });

  expect(advisoryOf(record)?.ranges).toEqual(expected);
});

test('only versions that the ranges do not already say are kept', () => {
  const record = osvRecord('PYSEC-2026-1', ['PyPI', 'Thing_Two'], undefined, {
    affected: [
      {
        package: { ecosystem: 'PyPI', name: 'Thing_Two' },
        ranges: [
          { type: 'GIT', events: [{ introduced: 'abc' }] },
          { type: 'ECOSYSTEM', events: [{ introduced: '1.0' }, { fixed: '2.0' }] },
        ],
        versions: ['0.9', '1.0', '1.5rc1', '2.0', 'trunk', 'trunk'],
      },
    ],
  });

  expect(normaliseOsv(record).facts).toMatchObject([
    { key: 'thing-two', advisory: { versions: ['0.9', '2.0', 'trunk'] } },
  ]);
});

test('ranges of commits alone are skipped and said', () => {
  const record = osvRecord('X-2026-1', ['PyPI', 'thing'], undefined, {
    affected: [
      {
        package: { ecosystem: 'PyPI', name: 'thing' },
        ranges: [{ type: 'GIT', repo: 'https://example.org', events: [{ introduced: '0' }] }],
      },
    ],
  });

  expect(normaliseOsv(record)).toEqual({
    facts: [],
    skips: [{ reason: 'git-only', subject: 'X-2026-1' }],
  });
});

test('a withdrawn record gives nothing', () => {
  const record = osvRecord('X-2026-1', ['npm', 'thing'], undefined, {
    withdrawn: '2026-01-01T00:00:00Z',
  });

  expect(normaliseOsv(record).skips).toEqual([{ reason: 'withdrawn', subject: 'X-2026-1' }]);
});

test('what other directories of the bucket hold is left to them', () => {
  const record = osvRecord('X-2026-1', ['npm', 'thing']);

  expect(normaliseOsv(record, 'npm').facts).toHaveLength(1);
  expect(normaliseOsv(record, 'Maven').skips).toEqual([
    { reason: 'foreign-ecosystem', subject: 'X-2026-1' },
  ]);
});

test.for([
  ['aliases', 'GHSA-aaaa-bbbb-cccc', 'npm', { aliases: ['CVE-2026-1234', 'SNYK-1'] }],
  ['upstream', 'DSA-5000-1', 'Debian:12', { upstream: ['CVE-2026-1234', 'SNYK-1'] }],
] as const)('CVEs and other names come from %s', ([, id, ecosystem, extra]) => {
  const advisory = advisoryOf(osvRecord(id, [ecosystem, 'thing'], undefined, extra));

  expect(advisory).toMatchObject({ cves: ['CVE-2026-1234'], aliases: ['SNYK-1'] });
});

test('related CVEs are those of a distribution erratum, but not those of a library record', () => {
  const related = { related: ['CVE-2026-1234'] };

  const erratum = osvRecord('ALSA-2026:0001', ['AlmaLinux:9', 'thing'], undefined, related);
  const library = osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'thing'], undefined, related);

  expect(advisoryOf(erratum)?.cves).toEqual(['CVE-2026-1234']);
  expect(advisoryOf(library)?.cves).toEqual([]);
});

test("a distribution's own name for a CVE names the CVE", () => {
  expect(
    advisoryOf(osvRecord('UBUNTU-CVE-2026-1234', ['Ubuntu:22.04:LTS', 'thing']))?.cves,
  ).toEqual(['CVE-2026-1234']);
});

test('errata that fix bugs are no vulnerabilities unless they name a CVE', () => {
  const bug = osvRecord('ALBA-2026:0001', ['AlmaLinux:9', 'thing']);
  const both = osvRecord('ALBA-2026:0002', ['AlmaLinux:9', 'thing'], undefined, {
    related: ['CVE-2026-1234'],
  });

  expect(normaliseOsv(bug).skips).toEqual([{ reason: 'bug-fix', subject: 'ALBA-2026:0001' }]);
  expect(normaliseOsv(both).facts).toHaveLength(1);
});

test('Go imports and symbols become qualifiers', () => {
  const record = osvRecord('GO-2026-0001', ['Go', 'example.com/mod'], undefined, {
    affected: [
      {
        package: { ecosystem: 'Go', name: 'example.com/mod' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0' }] }],
        ecosystem_specific: {
          imports: [
            { path: 'example.com/mod/b', symbols: ['Z', 'A'] },
            { path: 'example.com/mod' },
          ],
        },
      },
    ],
  });

  expect(advisoryOf(record)).toMatchObject({
    url: 'https://pkg.go.dev/vuln/GO-2026-0001',
    qualifiers: {
      imports: [
        { path: 'example.com/mod/b', symbols: ['A', 'Z'] },
        { path: 'example.com/mod', symbols: [] },
      ],
    },
  });
});

test('several entries for one package become one fact', () => {
  const record = osvRecord('ALSA-2026:0001', ['AlmaLinux:8', 'podman'], undefined, {
    affected: ['1-1.el8', '1-2.el8', '1-1.el8'].map((fixed) => ({
      package: { ecosystem: 'AlmaLinux:8', name: 'podman' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
    })),
  });

  expect(normaliseOsv(record).facts).toMatchObject([
    {
      advisory: {
        ranges: [
          { introduced: '0', fixed: '1-1.el8' },
          { introduced: '0', fixed: '1-2.el8' },
        ],
      },
    },
  ]);
});

test('dates of year 1 are no dates', () => {
  const record = osvRecord('GO-2026-0001', ['Go', 'example.com/mod'], undefined, {
    published: '0001-01-01T00:00:00Z',
    modified: '2026-02-30T00:00:00Z',
  });

  expect(advisoryOf(record)).not.toHaveProperty('published');
  expect(advisoryOf(record)).not.toHaveProperty('modified');
});

test.for([undefined, null, 7, [], {}, { id: 'X' }, { id: '../../x', affected: [] }])(
  'a record that is none (%j) is counted as malformed',
  (record) => {
    expect(normaliseOsv(record).skips).toMatchObject([{ reason: 'malformed' }]);
  },
);

test('a record made to cost much is read in bounded time', { timeout: 10_000 }, () => {
  const numbers = Array.from({ length: 20_000 }, (_, index) => index);
  const entry = {
    package: { ecosystem: 'npm', name: 'thing' },
    ranges: numbers.map((n) => ({
      type: 'SEMVER',
      events: [{ introduced: `${n}.0.0` }, { fixed: `${n}.0.1` }],
    })),
    versions: numbers.map((n) => `${n}.0.2`),
  };
  const small = { ...entry, ranges: entry.ranges.slice(0, 1), versions: [] };
  const foreign = numbers.map((n) => ({ package: { ecosystem: `E${n}`, name: 'thing' } }));
  const affected = [entry, ...numbers.map(() => small), ...foreign];

  const { facts, skips } = normaliseOsv(
    osvRecord('X-2026-1', ['npm', 'thing'], undefined, { affected }),
  );

  expect(facts[0]?.advisory.versions).toHaveLength(20_000);
  expect(facts[0]?.advisory.ranges).toHaveLength(20_000);
  expect(skips).toHaveLength(20_000);
});

test('no value of any shape makes it throw', () => {
  const shape = fc.record({
    id: fc.constantFrom('X-2026-1', 'ALSA-2026:1'),
    affected: fc.array(
      fc.record(
        {
          package: fc.record({ ecosystem: fc.constantFrom('npm', 'Debian:12'), name: fc.string() }),
          ranges: fc.array(fc.record({ type: fc.jsonValue(), events: fc.array(fc.jsonValue()) })),
          versions: fc.jsonValue(),
          severity: fc.jsonValue(),
          ecosystem_specific: fc.jsonValue(),
        },
        { requiredKeys: ['package'] },
      ),
    ),
    aliases: fc.jsonValue(),
    severity: fc.array(fc.record({ type: fc.string(), score: fc.string() })),
    references: fc.jsonValue(),
    database_specific: fc.jsonValue(),
  });

  fc.assert(
    fc.property(fc.oneof(shape, fc.jsonValue()), (record) => {
      const { facts, skips } = normaliseOsv(record);
      expect(facts.length + skips.length).toBeGreaterThanOrEqual(0);
    }),
  );
});
