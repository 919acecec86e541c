import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupAliases, type NameSet } from './alias.ts';
import { normaliseEpss } from './epss.ts';
import { normaliseKev } from './kev.ts';
import { normaliseSecdb } from './secdb.ts';

function secdb(secfixes: unknown, release = 'v3.11') {
  const document = { distroversion: release, packages: [{ pkg: { name: 'xen', secfixes } }] };
  return normaliseSecdb(document, 'alpine').facts.map((fact) => fact.advisory);
}

test('secdb: each id below a version is fixed in that version', () => {
  expect(secdb({ '4.7.1-r0': ['CVE-2016-6258'], '4.9.0-r1': ['CVE-2017-1000'] })).toMatchObject([
    { id: 'CVE-2016-6258', state: 'fixed', ranges: [{ introduced: '0', fixed: '4.7.1-r0' }] },
    { id: 'CVE-2017-1000', state: 'fixed', ranges: [{ introduced: '0', fixed: '4.9.0-r1' }] },
  ]);
});

test('secdb: version 0 means never affected', () => {
  expect(secdb({ '0': ['CVE-2016-6258'] })).toMatchObject([{ state: 'not_affected', ranges: [] }]);
});

test.for([
  ['CVE-2016-9932 XSA-200', 'CVE-2016-9932', ['XSA-200']],
  ['XSA-207', 'XSA-207', []],
  ['CVE-2017-17434-1', 'CVE-2017-17434', []],
  ['CVE-2019-0001 (+ fix)', 'CVE-2019-0001', []],
  ['GHSA-aaaa-bbbb-cccc', 'GHSA-aaaa-bbbb-cccc', []],
] as const)('secdb: "%s" is %s', ([text, id, aliases]) => {
  expect(secdb({ '1-r0': [text] })).toMatchObject([{ id, aliases }]);
});

test.for([
  ['v3.20', 'alpine', 'alpine-3.20'],
  ['edge', 'alpine', 'alpine-edge'],
  [undefined, 'wolfi', 'wolfi'],
] as const)(
  'secdb: release %s of %s is filed under %s',
  ([distroversion, distribution, segment]) => {
    const packages = [{ pkg: { name: 'curl', secfixes: { '1-r0': ['CVE-2020-0001'] } } }];

    const { facts } = normaliseSecdb({ distroversion, packages }, distribution);

    expect(facts.map((fact) => fact.segment)).toEqual([segment]);
  },
);

test('secdb: an empty repository, served as null, is no damage', () => {
  const empty = { distroversion: 'v3.3', packages: null };

  expect(normaliseSecdb(empty, 'alpine')).toEqual({ facts: [], skips: [] });
});

test('kev: dates and the ransomware mark', () => {
  const document = {
    dateReleased: '2026-01-05T10:00:00.1Z',
    vulnerabilities: [
      {
        cveID: 'CVE-2025-0001',
        dateAdded: '2025-08-25',
        dueDate: '2025-09-15',
        knownRansomwareCampaignUse: 'Known',
      },
      { cveID: 'not a cve', dateAdded: '2025-08-25' },
    ],
  };

  expect(normaliseKev(document)).toEqual({
    date: '2026-01-05',
    entries: [{ cve: 'CVE-2025-0001', added: '2025-08-25', due: '2025-09-15', ransomware: true }],
    skips: [{ reason: 'malformed', subject: 'kev entry' }],
  });
});

test('epss: scores of the day that the first line names', () => {
  const text =
    '#model_version:v2025.03.14,score_date:2026-01-05T12:55:00Z\ncve,epss,percentile\nCVE-1999-0001,0.00042,0.5\r\nCVE-2025-1,7e-05,1\nCVE-2025-0002,7.0e-05,1\nCVE-2025-0003,1.5,0\n';

  expect(normaliseEpss(text)).toMatchObject({
    date: '2026-01-05',
    entries: [
      { cve: 'CVE-1999-0001', probability: 0.00042, percentile: 0.5, date: '2026-01-05' },
      { cve: 'CVE-2025-0002', probability: 0.00007, percentile: 1 },
    ],
    skips: [{ subject: 'CVE-2025-1,7e-05,1' }, { subject: 'CVE-2025-0003,1.5,0' }],
  });
});

test('epss: scores of an unknown day are refused', () => {
  expect(normaliseEpss('cve,epss,percentile\nCVE-1999-0001,0.1,0.5\n').entries).toEqual([]);
});

test('no document of any shape makes a feed throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (document, text) => {
      normaliseKev(document);
      normaliseKev({ vulnerabilities: [document] });
      normaliseSecdb(document, 'alpine');
      normaliseSecdb({ packages: [{ pkg: { name: 'x', secfixes: document } }] }, 'wolfi');
      expect(normaliseEpss(text).entries).toEqual([]);
    }),
  );
});

test('names that records link are one vulnerability', () => {
  const { groups } = groupAliases([
    { id: 'GHSA-aaaa-bbbb-cccc', cves: ['CVE-2026-0001'], aliases: [] },
    { id: 'GO-2026-1', cves: [], aliases: ['GHSA-aaaa-bbbb-cccc'] },
    { id: 'PYSEC-2026-9', cves: [], aliases: [] },
  ]);

  expect(groups).toEqual([['CVE-2026-0001', 'GHSA-aaaa-bbbb-cccc', 'GO-2026-1']]);
});

test('two CVEs never become one, neither by one record nor by a chain of them', () => {
  const { groups, conflicts } = groupAliases([
    { id: 'DSA-1-1', cves: ['CVE-2026-0001', 'CVE-2026-0002'], aliases: [] },
    { id: 'A-1', cves: ['CVE-2026-0003'], aliases: ['B-1'] },
    { id: 'B-1', cves: ['CVE-2026-0004'], aliases: [] },
  ]);

  const cves = groups.map((group) => group.filter((name) => name.startsWith('CVE-')).length);
  expect(conflicts).toBe(1);
  expect(cves).toEqual([1, 1]);
});

test('groups do not depend on the order of the records, and hold one CVE at most', () => {
  const name = fc.constantFrom('A-1', 'B-1', 'C-1', 'D-1', 'E-1');
  const cve = fc.constantFrom('CVE-2026-0001', 'CVE-2026-0002', 'CVE-2026-0003');
  const record: fc.Arbitrary<NameSet> = fc.record({
    id: name,
    cves: fc.uniqueArray(cve, { maxLength: 2 }),
    aliases: fc.array(name, { maxLength: 2 }),
  });

  fc.assert(
    fc.property(fc.array(record, { maxLength: 8 }), (records) => {
      const { groups } = groupAliases(records);
      expect(groupAliases(records.toReversed()).groups).toEqual(groups);
      for (const group of groups)
        expect(group.filter((one) => one.startsWith('CVE-')).length).toBeLessThanOrEqual(1);
    }),
  );
});
