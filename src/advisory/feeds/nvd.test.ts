import { expect, test } from 'vitest';
import { nvd } from './nvd.ts';
import { factsOf, lineOf, readAll, skipsOf } from './testing-product.ts';

const path = 'nvdcve-2.0-2026.json';

function match(criteria: string, bounds: Readonly<Record<string, unknown>> = {}): unknown {
  return { vulnerable: true, criteria, ...bounds };
}

function feed(nodes: readonly unknown[], extra: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    format: 'NVD_CVE',
    timestamp: '2026-11-20T00:00:00.000',
    vulnerabilities: [
      {
        cve: {
          id: 'CVE-2026-3333',
          published: '2026-05-01T10:15:00.000',
          lastModified: '2026-05-02T10:15:00.000',
          vulnStatus: 'Analyzed',
          configurations: [{ nodes }],
          ...extra,
        },
      },
    ],
  };
}

function node(...cpeMatch: readonly unknown[]): unknown {
  return { operator: 'OR', negate: false, cpeMatch };
}

const any = 'cpe:2.3:a:acme:server:*:*:*:*:*:*:*:*';

const configurations: readonly (readonly [string, readonly unknown[], readonly string[]])[] = [
  [
    'an end that is excluded is the fix',
    [node(match(any, { versionStartIncluding: '2.0', versionEndExcluding: '2.4.1' }))],
    ['cpe acme:server fixed 2.0<2.4.1'],
  ],
  [
    'an end that is included is the last affected version',
    [node(match(any, { versionEndIncluding: '2.4.0' }))],
    ['cpe acme:server affected ..2.4.0'],
  ],
  [
    'a beginning that is excluded counts as affected, for a range cannot say otherwise',
    [node(match(any, { versionStartExcluding: '2.0', versionEndExcluding: '2.4' }))],
    ['cpe acme:server fixed 2.0<2.4'],
  ],
  ['no bounds are all versions', [node(match(any))], ['cpe acme:server affected ..']],
  [
    'single versions and ranges of a product add up',
    [
      node(
        match('cpe:2.3:a:acme:server:1.0:*:*:*:*:*:*:*'),
        match('cpe:2.3:a:acme:server:1.1:rc1:*:*:*:*:*:*'),
        match('cpe:2.3:a:acme:server:1.2:-:*:*:*:*:*:*'),
      ),
      node(match(any, { versionStartIncluding: '3', versionEndExcluding: '3.1' })),
    ],
    ['cpe acme:server fixed 3<3.1 =1.0 =1.1-rc1 =1.2'],
  ],
  [
    'names are unescaped and in lower case',
    [node(match('cpe:2.3:a:Acme\\!:lib\\:c\\+\\+:1.0:*:*:*:*:*:*:*'))],
    ['cpe acme!:lib:c++ affected =1.0'],
  ],
  [
    'the platform beside an application is no condition and no product',
    [
      node(match(any, { versionEndExcluding: '2' })),
      node({ vulnerable: false, criteria: 'cpe:2.3:o:linux:linux_kernel:-:*:*:*:*:*:*:*' }),
    ],
    ['cpe acme:server fixed <2'],
  ],
];
test.for(configurations)('%s', ([, nodes, lines]) => {
  expect(factsOf(nvd, path, feed(nodes)).map(lineOf)).toEqual(lines);
});

const left: readonly (readonly [string, readonly unknown[], string])[] = [
  [
    'operating systems',
    [node(match('cpe:2.3:o:acme:os:1:*:*:*:*:*:*:*'))],
    'unknown-ecosystem cpe part o',
  ],
  ['hardware', [node(match('cpe:2.3:h:acme:box:-:*:*:*:*:*:*:*'))], 'unknown-ecosystem cpe part h'],
  [
    'plug-ins of something',
    [node(match('cpe:2.3:a:acme:forms:*:*:*:*:*:wordpress:*:*'))],
    'excluded target software',
  ],
  [
    'versions that are not known',
    [node(match('cpe:2.3:a:acme:server:-:*:*:*:*:*:*:*'))],
    'no-versions acme:server',
  ],
  [
    'what is negated',
    [{ operator: 'OR', negate: true, cpeMatch: [match(any)] }],
    'excluded negated',
  ],
  ['what is no CPE', [node(match('cpe:2.3:a:acme'))], 'malformed cpe'],
];
test.for(left)('%s are left out and counted', ([, nodes, skip]) => {
  expect(factsOf(nvd, path, feed(nodes))).toEqual([]);
  expect(skipsOf(nvd, path, feed(nodes))).toEqual([skip]);
});

test('vectors of all versions are taken, the primary one first, and weaknesses that name one', () => {
  const cvss = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  const other = 'CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  const [records] = readAll(
    nvd,
    path,
    feed([], {
      metrics: {
        cvssMetricV2: [
          { type: 'Primary', cvssData: { vectorString: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' } },
        ],
        cvssMetricV31: [
          { type: 'Secondary', cvssData: { vectorString: other } },
          { type: 'Primary', cvssData: { vectorString: cvss } },
        ],
        cvssMetricV40: [
          {
            type: 'Secondary',
            cvssData: {
              vectorString: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
            },
          },
        ],
      },
      weaknesses: [
        { type: 'Primary', description: [{ lang: 'en', value: 'CWE-79' }] },
        { type: 'Secondary', description: [{ lang: 'en', value: 'NVD-CWE-noinfo' }] },
      ],
    }),
  );

  expect(records?.vectors?.map((one) => [one.id, one.cvss.version, one.cvss.score])).toEqual([
    ['CVE-2026-3333', '4.0', 9.3],
    ['CVE-2026-3333', '3.1', 9.8],
    ['CVE-2026-3333', '3.1', 8.4],
    ['CVE-2026-3333', '2.0', 7.5],
  ]);
  expect(records?.weaknesses).toEqual([{ cve: 'CVE-2026-3333', cwes: ['CWE-79'] }]);
  expect(records?.day).toBe('2026-05-02');
});

test('a rejected CVE says nothing', () => {
  const document = feed([node(match(any))], { vulnStatus: 'Rejected' });

  expect(factsOf(nvd, path, document)).toEqual([]);
  expect(skipsOf(nvd, path, document)).toEqual(['withdrawn CVE-2026-3333']);
});

test('a deferred CVE keeps what is known of it', () => {
  const document = feed([node(match(any))], { vulnStatus: 'Deferred' });

  expect(factsOf(nvd, path, document)).toHaveLength(1);
});

test('a page of the API without entries is no fault', () => {
  expect(skipsOf(nvd, path, { totalResults: 0, vulnerabilities: [] })).toEqual([]);
  expect(skipsOf(nvd, path, { something: 'else' })).toEqual([`malformed ${path}`]);
});
