import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import { parseDigest } from '#model/digest.ts';
import type { Inventory } from '#model/inventory.ts';
import { findingsOf } from './finding.ts';
import { type MatchOptions, matchInventory } from './inventory.ts';
import { MemoryIndex } from './testdata/memory-index.ts';
import { advisory, component, inventory, system } from './testdata/samples.ts';

const debian = system('debian', '12');

type Filed = readonly [string, Advisory];

function scan(
  components: readonly Component[],
  filed: readonly Filed[],
  options: Partial<MatchOptions> = {},
  more: Partial<Inventory> = {},
) {
  const index = new MemoryIndex({
    advisories: filed.map(([segment, one]) => [segment, one.package, one]),
    segments: ['debian-12'],
  });
  const result = matchInventory(inventory(components, { os: debian, ...more }), index, {
    includeDeclared: false,
    ...options,
  });
  return { ...result, findings: findingsOf(result.matches, index) };
}

/** `rule status` of each finding; `open` where nothing is stated. */
function said(...args: Parameters<typeof scan>): readonly string[] {
  return scan(...args).findings.map(({ vex }) =>
    vex === undefined ? 'open' : `${vex.rule} ${vex.status}`,
  );
}

describe('a library in files of an OS package', () => {
  const owner = component('pkg:deb/debian/python3-urllib3@1.26.12-1+deb12u1?arch=all', {
    source: { name: 'python-urllib3', version: '1.26.12-1+deb12u1' },
  });
  const urllib = component('pkg:pypi/urllib3@1.26.12', { owner: owner.id });
  const pysec: Filed = ['pypi', advisory('PYSEC-1', 'urllib3', '2.0', { cves: ['CVE-1'] })];
  function vendor(fixed?: string, more: Partial<Advisory> = {}): Filed {
    return [
      'debian-12',
      advisory('DSA-1-1', 'python-urllib3', fixed, { cves: ['CVE-1'], ...more }),
    ];
  }

  test('is not affected where the vendor says so', () => {
    const denial = vendor(undefined, {
      state: 'not_affected',
      ranges: [],
      statement: 'vulnerable_code_not_present',
    });

    const [finding] = scan([owner, urllib], [pysec, denial]).findings;

    expect(finding?.vex).toEqual({
      rule: 'vendor-not-affected',
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
      impact: 'debian 12 states that python3-urllib3 1.26.12-1+deb12u1 is not affected by CVE-1',
      evidence: [
        'its files are of the package python3-urllib3 1.26.12-1+deb12u1, built from python-urllib3',
        'DSA-1-1 (osv:test): vulnerable_code_not_present',
      ],
    });
  });

  test('is fixed where the fix of the vendor is installed', () => {
    const [finding] = scan([owner, urllib], [pysec, vendor('1.26.12-1+deb12u1')]).findings;

    expect(finding?.vex).toMatchObject({ rule: 'owned-by-os-package', status: 'fixed' });
    expect(finding?.vex?.evidence).toContain(
      'DSA-1-1 (osv:test): fixed, fixed in 1.26.12-1+deb12u1',
    );
  });

  test('is counted once, as the package, where the vendor calls that affected', () => {
    const { findings } = scan([owner, urllib], [pysec, vendor('1.26.12-1+deb12u2')]);

    expect(
      findings.map(({ vulnerability, vex }) => [vulnerability.component.name, vex?.impact]),
    ).toEqual([
      ['python3-urllib3', undefined],
      ['urllib3', 'counted once, as CVE-1 of python3-urllib3 1.26.12-1+deb12u1'],
    ]);
    expect(findings[1]?.vex?.status).toBe('affected');
  });

  test('is to be looked into where the vendor says nothing', () => {
    expect(said([owner, urllib], [pysec])).toEqual(['owned-by-os-package under_investigation']);
  });

  test('counts where nothing is to be stated, and where the distribution has no data', () => {
    const os = system('debian', '99');

    expect(said([owner, urllib], [pysec], { autoVex: false })).toEqual(['open']);
    expect(said([owner, urllib], [pysec], {}, { os })).toEqual(['open']);
    expect(said([{ ...owner, thirdParty: true }, urllib], [pysec])).toEqual(['open']);
  });

  test('is no gap where its ecosystem has no data', () => {
    expect(scan([owner, urllib], [vendor()]).gaps).toEqual([]);
  });
});

describe('kernel headers and documentation', () => {
  const source = { name: 'linux', version: '6.1.1-1' };
  const fault: Filed = ['debian-12', advisory('CVE-1', 'linux')];
  const names = [
    ['linux-libc-dev', 'kernel-headers not_affected'],
    ['linux-headers-6.1.0-9-amd64', 'kernel-headers not_affected'],
    ['linux-doc', 'no-executable not_affected'],
    ['linux-image-6.1.0-9-amd64', 'open'],
    ['bpftool', 'open'],
  ] as const;

  test.for(names)('%s: %s', ([name, expected]) => {
    const installed = component(`pkg:deb/debian/${name}@6.1.1-1`, { source });

    expect(said([installed], [fault])).toEqual([expected]);
  });

  test.for([
    ['kernel-headers', true],
    ['kernel-devel', true],
    ['kernel-uek-devel', true],
    ['kernel-default-devel', true],
    ['kernel-core', false],
    ['kernel-tools', false],
  ] as const)('%s of the rpm family: %s', ([name, isHeader]) => {
    const os = system('almalinux', '9.4');
    const installed = component(`pkg:rpm/almalinux/${name}@5.14.0-1.el9`);
    const filed: Filed = ['almalinux-9', advisory('ALSA-1', name)];

    expect(said([installed], [filed], {}, { os })).toEqual([
      isHeader ? 'kernel-headers not_affected' : 'open',
    ]);
  });

  test('count on demand', () => {
    const headers = component('pkg:deb/debian/linux-libc-dev@6.1.1-1', { source });

    expect(said([headers], [fault], { kernelHeaders: true })).toEqual(['open']);
    const { skipped } = scan([headers], [fault], { autoVex: false });
    expect(skipped).toEqual([{ component: headers, reason: 'kernel-headers' }]);
  });

  test('a tool that is called so is none', () => {
    const tool = component('pkg:deb/debian/gtk-doc@1', {
      source: { name: 'gtk-doc', version: '1' },
    });

    expect(said([tool], [['debian-12', advisory('CVE-1', 'gtk-doc')]])).toEqual(['open']);
  });
});

describe('caches of package managers', () => {
  const paths = [
    ['/root/.cache/pip/http/a.whl', true],
    ['/home/app/.cache/pip/wheels/a.whl', true],
    ['/root/.npm/_cacache/content-v2/a', true],
    ['/go/pkg/mod/cache/download/a.zip', true],
    ['/usr/local/bundle/cache/a-1.gem', true],
    ['/usr/local/lib/ruby/gems/3.2.0/cache/a-1.gem', true],
    ['/var/cache/apt/archives/a.deb', true],
    ['/opt/conda/pkgs/a-1/lib/python3.11/site-packages/a-1.dist-info/METADATA', true],
    ['/opt/conda/lib/python3.11/site-packages/a-1.dist-info/METADATA', false],
    ['/root/.m2/repository/a/a-1.jar', false],
    ['/root/.nuget/packages/a/1/a.nuspec', false],
    ['/root/.cache/pypoetry/virtualenvs/x/lib/python3/site-packages/a-1.dist-info/METADATA', false],
    ['/app/vendor/cache/a-1.gem', false],
    ['/app/.cache/pip/a.whl', false],
    ['/go/pkg/mod/example.com/a@v1/go.mod', false],
  ] as const;

  test.for(paths)('%s: %s', ([path, isCache]) => {
    const found = component('pkg:npm/a@1.0.0', { path });

    expect(said([found], [['npm', advisory('GHSA-1', 'a')]])).toEqual([
      isCache ? 'package-cache not_affected' : 'open',
    ]);
  });

  test('count where the same is also somewhere else', () => {
    const found = component('pkg:npm/a@1.0.0', {
      locations: [{ path: '/root/.npm/_cacache/a' }, { path: '/app/node_modules/a/package.json' }],
    });

    expect(said([found], [['npm', advisory('GHSA-1', 'a')]])).toEqual(['open']);
  });
});

describe('what is not in the final image', () => {
  const lock = '/app/package-lock.json';
  const declared = component('pkg:npm/a@1.0.0', { path: lock, presence: 'declared' });
  const sibling = component('pkg:npm/b@1.0.0', { path: lock, presence: 'declared' });
  const installed = component('pkg:npm/b@1.0.0', { path: '/app/node_modules/b/package.json' });
  const fault: Filed = ['npm', advisory('GHSA-1', 'a')];

  test('a package that the lock file was installed without is not there', () => {
    const { findings } = scan([declared, sibling, installed], [fault]);

    expect(findings[0]?.vex).toEqual({
      rule: 'declared-only',
      status: 'not_affected',
      justification: 'component_not_present',
      impact: 'a lock file names it, and was installed without it',
      evidence: [
        'declared in "/app/package-lock.json"',
        'no installed package of that version was found',
        '"pkg:npm/b@1.0.0" of the same file is installed',
      ],
    });
  });

  test('a lock file that nothing was installed from proves nothing', () => {
    expect(said([declared, sibling], [fault])).toEqual(['declared-only under_investigation']);
  });

  test('a package that is installed as well is counted there', () => {
    const fault2: Filed = ['npm', advisory('GHSA-2', 'b')];

    expect(said([sibling, installed], [fault2]).toSorted()).toEqual([
      'declared-only affected',
      'open',
    ]);
  });

  test.for([
    ['image', true],
    ['filesystem', false],
    ['sbom', false],
  ] as const)('declared packages count in a %s: on demand %s', ([kind, includeDeclared]) => {
    const index = new MemoryIndex({ advisories: [['npm', 'a', fault[1]]] });
    const artifact = { kind, reference: '.', source: 'x' };
    const { matches } = matchInventory(inventory([declared], { artifact }), index, {
      includeDeclared,
    });

    expect(matches.map((match) => match.vex)).toEqual([undefined]);
  });

  test('a removed package is proven by its layers', () => {
    const layer = parseDigest(`sha256:${'1'.repeat(64)}`);
    const gone = component('pkg:npm/a@1.0.0', {
      presence: 'removed',
      removedIn: layer,
      replacedBy: '2.0.0',
    });

    const [finding] = scan([gone], [fault]).findings;

    expect(finding?.vex).toMatchObject({
      rule: 'removed-layer',
      status: 'not_affected',
      justification: 'component_not_present',
      evidence: [
        'a 1.0.0 at "/lib/db"',
        `hidden by layer ${layer}`,
        'version 2.0.0 stands in its place',
      ],
    });
    expect(said([gone], [fault], { includeRemoved: true })).toEqual(['open']);
    expect(scan([gone], [fault], { autoVex: false }).skipped).toEqual([
      { component: gone, reason: 'removed' },
    ]);
  });
});

test('what is stated is safe to print', () => {
  const evil = 'a\n\u001b[31m';
  const owner = component('pkg:deb/debian/x@1', {
    name: evil,
    version: evil,
    source: { name: evil, version: evil },
  });
  const hostile = [
    owner,
    component('pkg:npm/a@1.0.0', { owner: owner.id, path: `/${evil}` }),
    component('pkg:npm/a@1.0.0', { path: `/root/.npm/${evil}` }),
    component('pkg:npm/a@1.0.0', { path: `/${evil}/lock`, presence: 'declared' }),
    component('pkg:npm/a@1.0.0', { path: `/${evil}/gone`, presence: 'removed', replacedBy: evil }),
    component('pkg:deb/debian/linux-libc-dev@1', {
      version: '1',
      source: { name: 'linux', version: evil },
    }),
  ];
  const filed: readonly Filed[] = [
    ['npm', advisory('GHSA-1', 'a')],
    ['debian-12', advisory('CVE-1', 'linux-libc-dev')],
  ];

  const { findings } = scan(hostile, filed, {}, { os: { ...debian, title: evil } });
  const texts = findings.flatMap(({ vex }) => [vex?.impact ?? '', ...(vex?.evidence ?? [])]);

  expect(findings).toHaveLength(5);
  expect(texts.filter((text) => /[\p{Cc}]/u.test(text))).toEqual([]);
});

test('rules are counted', () => {
  const gone = component('pkg:npm/a@1.0.0', { presence: 'removed' });
  const filed: readonly Filed[] = [
    ['npm', advisory('GHSA-1', 'a')],
    ['npm', advisory('GHSA-2', 'a')],
  ];

  expect(scan([gone], filed).stated).toEqual(new Map([['removed-layer', 2]]));
});

const owner = component('pkg:deb/debian/a@1.0-1', { source: { name: 's', version: '1.0-1' } });
const pool: readonly Component[] = [
  owner,
  component('pkg:npm/a@1.0.0', { owner: owner.id }),
  component('pkg:npm/b@1.0.0', { presence: 'removed' }),
  component('pkg:npm/b@1.0.0', { path: '/app/package-lock.json', presence: 'declared' }),
  component('pkg:npm/b@1.0.0', { path: '/root/.npm/_cacache/b' }),
  component('pkg:deb/debian/linux-libc-dev@6', { source: { name: 's', version: '1.0-1' } }),
];
const anyAdvisory = fc
  .record({
    filed: fc.constantFrom(['npm', 'a'], ['npm', 'b'], ['debian-12', 's'], ['debian-12', 'a']),
    number: fc.nat(3),
    cve: fc.boolean(),
    fixed: fc.option(fc.constantFrom('0', '0.9', '1.0-1', '1.0.1', '2'), { nil: undefined }),
    feed: fc.constantFrom('x', 'y'),
  })
  .map(({ filed: [segment = '', name = ''], number, cve, fixed, feed }): Filed => {
    const cves = cve ? [`CVE-${number}`] : [];
    return [segment, advisory(`${feed}-${number}-${fixed}`, name, fixed, { cves, feed })];
  });
const anyAdvisories = fc.array(anyAdvisory, { maxLength: 8 });

test('the order of components and advisories changes no finding', () => {
  fc.assert(
    fc.property(anyAdvisories, (filed) => {
      const forward = scan(pool, filed).findings;

      expect(scan(pool.toReversed(), filed.toReversed()).findings).toEqual(forward);
    }),
    { numRuns: 60 },
  );
});

test('a denial adds no finding, and nothing is stated without evidence', () => {
  const denial = fc.tuple(anyAdvisory, fc.nat(3)).map(([[segment, one], number]): Filed => {
    const denied = { ...one, state: 'not_affected', ranges: [], versions: [] } as const;
    return [segment, { ...denied, id: `D-${number}`, cves: [`CVE-${number}`] }];
  });
  fc.assert(
    fc.property(anyAdvisories, denial, (filed, denied) => {
      const before = new Set(scan(pool, filed).findings.map((one) => one.fingerprint));
      const { findings } = scan(pool, [...filed, denied]);

      expect(findings.filter((one) => !before.has(one.fingerprint))).toEqual([]);
      expect(findings.filter(({ vex }) => vex?.evidence.length === 0)).toEqual([]);
      expect(findings.filter(({ vex }) => (vex?.evidence.length ?? 0) > 20)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
