import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testScope } from '../testing.ts';
import type { VendorFeed } from './feed.ts';
import { productFeeds } from './product-feeds.ts';
import { productPublishers } from './product-publishers.ts';
import { readRedHatChanges } from './redhat-changes.ts';
import { redHatProducts } from './redhat-products.ts';
import { redHatVex } from './redhat-vex.ts';
import { redHatDocument, suseDocument } from './testing-csaf.ts';
import { hostile, readAll } from './testing-product.ts';

const redHat = redHatDocument({
  fixed: [['BaseOS-9.3', 'a', 'pkg:rpm/redhat/tool@1-2.el9?arch=x86_64&epoch=1']],
  affected: [['rhel8', 'b', 'pkg:rpm/redhat/tool?arch=src&rpmmod=tool:1']],
  notAffected: [['rhel9', 'c', 'pkg:rpm/redhat/other']],
  modules: [['AppStream-8.10', 'd', 'pkg:rpmmod/redhat/d@1:2:3']],
  outlook: { category: 'no_fix_planned', details: 'Will not fix' },
});
const suse = suseDocument({
  recommended: [['openSUSE Leap 15.6', 'tool-1-2.x86_64']],
  known_affected: [['openSUSE Leap 15.6', 'b']],
});
const cvss = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const nvdFeed = {
  vulnerabilities: [
    {
      cve: {
        id: 'CVE-2026-1111',
        metrics: { cvssMetricV31: [{ type: 'Primary', cvssData: { vectorString: cvss } }] },
        configurations: [
          {
            nodes: [
              {
                cpeMatch: [
                  {
                    vulnerable: true,
                    criteria: 'cpe:2.3:a:a:b:*:*:*:*:*:*:*:*',
                    versionEndExcluding: '2',
                  },
                ],
              },
            ],
          },
        ],
      },
    },
  ],
};
const record = {
  cveMetadata: { cveId: 'CVE-2026-1111' },
  containers: {
    adp: [
      {
        providerMetadata: { shortName: 'CISA-ADP' },
        metrics: [{ other: { type: 'ssvc', content: { options: [{ Exploitation: 'poc' }] } } }],
      },
    ],
  },
};
const samples: Readonly<Record<string, unknown>> = {
  'redhat-vex': redHat,
  'redhat-products': { data: { 'rhel-9-baseos': { cpes: ['cpe:/o:redhat:enterprise_linux:9'] } } },
  'suse-csaf': suse,
  csaf: redHat,
  nvd: nvdFeed,
  ssvc: record,
  eol: { result: [{ name: 'python', releases: [{ name: '3.14', eolFrom: '2030-10-01' }] }] },
  ghsa: [
    {
      ghsa_id: 'GHSA-aaaa-bbbb-cccc',
      vulnerabilities: [
        { package: { ecosystem: 'npm', name: 'a' }, vulnerable_version_range: '>= 1, < 2' },
      ],
    },
  ],
  rubysec: 'gem: a\ncve: 2026-1111\npatched_versions:\n- "~> 1.2.3, >= 1.2.4"\n',
  friendsofphp:
    'reference: composer://a/b\ncve: CVE-2026-1111\nbranches:\n  a:\n    versions: [">=1.0", "<1.2"]\n',
  glad: 'identifier: CVE-2026-1111\npackage_slug: maven/a/b\naffected_range: "[1.0,2.0),(,0.5]"\n',
  kubernetes: { items: [{ id: 'CVE-2026-1111', content_text: cvss }] },
};
const osv = {
  id: 'GO-2026-1111',
  affected: [
    {
      package: { ecosystem: 'Go', name: 'a' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
    },
  ],
};

test.for(productFeeds.map((feed) => [feed.id, feed] as const))(
  '%s takes whatever comes and throws nothing',
  ([id, feed]) => {
    fc.assert(
      fc.property(hostile(samples[id] ?? osv), (bytes) => {
        const records = [
          ...feed.read(
            { path: `cve-2026-1111.${typeof samples[id] === 'string' ? 'yml' : 'json'}`, bytes },
            testScope(),
          ),
        ];

        expect(records.length).toBeGreaterThan(0);
        for (const { facts = [] } of records) expect(facts.every(isWhole)).toBe(true);
      }),
      { numRuns: 150 },
    );
  },
);

function isWhole({
  segment,
  key,
  advisory,
}: NonNullable<ReturnType<typeof readAll>[number]['facts']>[number]): boolean {
  return segment !== '' && key !== '' && advisory.id !== '' && advisory.package !== '';
}

test.for(productFeeds.map((feed) => [feed.id, feed] as const))(
  'an abort passes through %s',
  ([id, feed]) => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const scope = { ...testScope(), signal: controller.signal };
    const bytes = Buffer.from(JSON.stringify(samples[id] ?? osv));

    expect(() => [...feed.read({ path: 'a.json', bytes }, scope)]).toThrow('enough');
  },
);

test('ids and prefixes are given once, and each fact leads to a publisher', () => {
  const ids = productFeeds.map((feed) => feed.id);
  const prefixes = productPublishers.flatMap((one) => one.prefixes);
  const known = new Set(['osv', ...prefixes.map((prefix) => prefix.slice(0, -1))]);

  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(prefixes).size).toBe(prefixes.length);
  expect(productFeeds.filter((feed: VendorFeed) => !known.has(feed.publisher))).toEqual([]);
});

test('a document of a kernel is read in seconds and gives no more than it states', () => {
  const fixed = Array.from({ length: 12_000 }, (_, index) => {
    const architecture = ['x86_64', 'aarch64', 's390x', 'ppc64le'][index % 4] ?? '';
    const name = `kernel-${Math.floor(index / 4) % 300}`;
    const version = `5.14.0-${Math.floor(index / 1200)}.el9_3`;
    return [
      'BaseOS-9.3',
      `${name}-0:${version}.${architecture}`,
      `pkg:rpm/redhat/${name}@${version}?arch=${architecture}`,
    ] as const;
  });

  const [records] = readAll(redHatVex, 'cve-2026-1111.json', redHatDocument({ fixed }));

  expect(records?.facts).toHaveLength(300);
  expect(
    records?.facts?.every(({ advisory }) => advisory.ranges[0]?.fixed === '5.14.0-9.el9_3'),
  ).toBe(true);
}, 5000);

test('repositories are mapped to the CPE names of advisories', () => {
  const map = {
    data: {
      'rhel-9-for-x86_64-baseos-rpms': {
        cpes: [
          'cpe:/o:redhat:enterprise_linux:9::baseos',
          'cpe:/o:redhat:enterprise_linux:9::baseos',
        ],
        repo_relative_urls: ['content/dist'],
      },
      broken: { cpes: [] },
    },
  };

  expect(readAll(redHatProducts, 'repository-to-cpe.json', map)).toEqual([
    {
      products: [
        {
          repository: 'rhel-9-for-x86_64-baseos-rpms',
          cpes: ['cpe:/o:redhat:enterprise_linux:9::baseos'],
        },
      ],
      skips: [{ reason: 'malformed', subject: 'broken' }],
    },
  ]);
});

test('lists of changed and deleted documents lead nowhere else', () => {
  const text = [
    '"2024/cve-2024-1234.json","2026-01-01T00:00:00+00:00"',
    '2024/cve-2024-5678.json,2026-01-02',
    '"../../etc/passwd","2026-01-01T00:00:00+00:00"',
    '',
  ].join('\r\n');

  expect(readRedHatChanges(text)).toEqual([
    { path: '2024/cve-2024-1234.json', time: '2026-01-01T00:00:00+00:00' },
    { path: '2024/cve-2024-5678.json', time: '2026-01-02' },
  ]);
});
