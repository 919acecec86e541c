import { describe, expect, test } from 'vitest';
import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';
import { findingsOf } from './finding.ts';
import { matchInventory } from './inventory.ts';
import { type MemoryData, MemoryIndex } from './testdata/memory-index.ts';
import { advisory, component, inventory, system } from './testdata/samples.ts';

type Filed = readonly [string, Advisory];

function scan(
  os: OperatingSystem,
  installed: Component,
  filed: readonly Filed[],
  more: Omit<MemoryData, 'advisories'> = {},
) {
  const index = new MemoryIndex({
    ...more,
    advisories: filed.map(([segment, one]) => [segment, one.package, one]),
  });
  const { matches, gaps } = matchInventory(inventory([installed], { os }), index, {
    includeDeclared: false,
  });
  return { findings: findingsOf(matches, index), gaps };
}

/** `state fixed-version` of each finding. */
function said(...args: Parameters<typeof scan>): readonly string[] {
  return scan(...args).findings.map(({ vulnerability: { state, fixedVersion } }) =>
    [state, ...(fixedVersion === undefined ? [] : [fixedVersion])].join(' '),
  );
}

function on(id: string, version: string, ...repositories: readonly string[]): OperatingSystem {
  return { ...system(id, version), repositories };
}

describe('Ubuntu', () => {
  const openssl = component('pkg:deb/ubuntu/openssl@1.1.1-1ubuntu2');
  const open: Filed = ['ubuntu-20.04', advisory('CVE-1', 'openssl')];
  const paid: Filed = [
    'ubuntu-20.04-esm',
    advisory('UBUNTU-CVE-1', 'openssl', '1.1.1-1ubuntu2.1+esm1', { cves: ['CVE-1'] }),
  ];
  const attached = on('ubuntu', '20.04', 'esm-infra');

  test('a fix for subscribers only is none, but is told', () => {
    const { findings } = scan(system('ubuntu', '20.04'), openssl, [open, paid]);
    const [facts] = findings.map(({ vulnerability }) => vulnerability);

    expect([facts?.state, facts?.fixedVersion]).toEqual(['affected', undefined]);
    expect(facts?.evidence.map((one) => one.advisory.statement)).toEqual([
      undefined,
      'fixed in 1.1.1-1ubuntu2.1+esm1 for subscribers of extended maintenance (ESM) only',
    ]);
  });

  test('a fix for subscribers only tells of a fault that the archive does not list', () => {
    const other: Filed = ['ubuntu-20.04', advisory('CVE-9', 'other')];

    expect(said(system('ubuntu', '20.04'), openssl, [other, paid])).toEqual(['affected']);
  });

  test.for(['esm-infra', 'esm-apps', 'https://esm.ubuntu.com/infra/ubuntu focal-infra-security'])(
    'with %s the fix counts',
    (repository) => {
      expect(said(on('ubuntu', '20.04', repository), openssl, [open, paid])).toEqual([
        'fixed 1.1.1-1ubuntu2.1+esm1',
      ]);
    },
  );

  test('the installed fix ends it, and a fix of the archive is preferred', () => {
    const patched = { ...openssl, version: '1.1.1-1ubuntu2.1+esm1' };
    const free: Filed = ['ubuntu-20.04', advisory('CVE-1', 'openssl', '1.1.1-1ubuntu2')];

    expect(said(attached, patched, [open, paid])).toEqual([]);
    expect(said(system('ubuntu', '20.04'), openssl, [free, paid])).toEqual([]);
  });
});

describe('Red Hat support branches', () => {
  const openssl = component('pkg:rpm/redhat/openssl@1:3.0.7-18.el9_4', { architecture: 'x86_64' });
  const branch = on('rhel', '9.4', 'rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_4');
  const later: Filed = ['rhel-9', advisory('CVE-1', 'openssl', '1:3.0.7-27.el9_5')];
  const own: Filed = ['rhel-9.4-eus', advisory('CVE-1', 'openssl', '1:3.0.7-18.el9_4.2')];

  test('a fix of a later minor release cannot be installed', () => {
    expect(said(branch, openssl, [later])).toEqual(['affected']);
    expect(said(system('rhel', '9.4'), openssl, [later])).toEqual(['fixed 1:3.0.7-27.el9_5']);
  });

  test.for(['1:3.0.7-27.el9_4', '1:3.0.7-27.el9_2', '1:3.0.7-27.el9', '1:3.0.7-27'])(
    'the fix %s can',
    (fixed) => {
      expect(said(branch, openssl, [['rhel-9', advisory('CVE-1', 'openssl', fixed)]])).toEqual([
        `fixed ${fixed}`,
      ]);
    },
  );

  test('the fix of the branch decides', () => {
    const patched = { ...openssl, version: '1:3.0.7-18.el9_4.2' };

    expect(said(branch, openssl, [later, own])).toEqual(['fixed 1:3.0.7-18.el9_4.2']);
    expect(said(branch, patched, [later, own])).toEqual([]);
  });

  test('a branch is nothing to those who do not follow it', () => {
    expect(said(system('rhel', '9.4'), openssl, [own, ['rhel-9', advisory('CVE-2', 'x')]])).toEqual(
      [],
    );
  });

  test.for([
    ['rhel-8-for-x86_64-baseos-e4s-rpms', '8.6', 'rhel-8.6-e4s'],
    ['rhel-8-for-x86_64-baseos-aus-rpms__8_DOT_2', '8.2', 'rhel-8.2-aus'],
  ] as const)('%s of %s has %s', ([repository, version, segment]) => {
    const filed: readonly Filed[] = [
      [segment, advisory('CVE-1', 'openssl', '2:1')],
      ['rhel-8', advisory('CVE-2', 'x')],
    ];

    expect(said(on('rhel', version, repository), openssl, filed)).toEqual(['fixed 2:1']);
  });
});

describe('Red Hat products', () => {
  const nginx = component('pkg:rpm/redhat/nginx@1.20-1.el9', { architecture: 'x86_64' });
  const products = new Map([
    ['rhel-9-for-x86_64-baseos-rpms', ['cpe:/o:redhat:enterprise_linux:9::baseos']],
    [
      'rhel-9-for-x86_64-highavailability-rpms',
      ['cpe:/a:redhat:enterprise_linux:9::highavailability'],
    ],
  ]);
  const cases = [
    [
      'the product of a repository',
      ['rhel-9-for-x86_64-baseos-rpms'],
      'cpe:/o:redhat:enterprise_linux:9::baseos',
      true,
    ],
    [
      'a content set with a release',
      ['rhel-9-for-x86_64-baseos-rpms__9'],
      'cpe:/o:redhat:enterprise_linux:9::baseos',
      true,
    ],
    [
      'another repository',
      ['rhel-9-for-x86_64-baseos-rpms'],
      'cpe:/a:redhat:enterprise_linux:9::appstream',
      false,
    ],
    [
      'the whole release',
      ['rhel-9-for-x86_64-baseos-rpms'],
      'cpe:/o:redhat:enterprise_linux:9',
      true,
    ],
    [
      'CPE 2.3',
      ['rhel-9-for-x86_64-baseos-rpms'],
      'cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*',
      true,
    ],
    ['nothing known: the base system', [], 'cpe:/o:redhat:enterprise_linux:9::baseos', true],
    [
      'nothing known: application streams',
      ['epel'],
      'cpe:/a:redhat:enterprise_linux:9::appstream',
      true,
    ],
    ['nothing known: an add-on', [], 'cpe:/a:redhat:enterprise_linux:9::highavailability', false],
    [
      'an add-on that is there',
      ['rhel-9-for-x86_64-highavailability-rpms'],
      'cpe:/a:redhat:enterprise_linux:9::highavailability',
      true,
    ],
    ['a layered product', [], 'cpe:/a:redhat:openshift:4.14::el9', false],
  ] as const;

  test.for(cases)('%s', ([, repositories, cpe, holds]) => {
    const fact = advisory('CVE-1', 'nginx', '1.22-1.el9', { qualifiers: { products: [cpe] } });

    const found = said(on('rhel', '9.4', ...repositories), nginx, [['rhel-9', fact]], { products });

    expect(found).toHaveLength(holds ? 1 : 0);
  });

  test('one statement for two products is told once', () => {
    const whole = advisory('CVE-1', 'nginx', '1.22-1.el9', {
      qualifiers: { products: ['cpe:/o:redhat:enterprise_linux:9'] },
    });
    const part = {
      ...whole,
      qualifiers: { products: ['cpe:/o:redhat:enterprise_linux:9::baseos'] },
    };

    const { findings } = scan(system('rhel', '9.4'), nginx, [
      ['rhel-9', whole],
      ['rhel-9', part],
    ]);

    expect(findings[0]?.vulnerability.evidence).toHaveLength(1);
  });

  test('CentOS has the advisories of the release that it is built from', () => {
    const fact = advisory('CVE-1', 'nginx', '1.22-1.el9');

    expect(said(system('centos', '9'), nginx, [['rhel-9', fact]])).toHaveLength(1);
  });

  test('a repository that is no product holds where it is enabled or nothing is known', () => {
    const docker = component('pkg:rpm/amzn/docker@20-1.amzn2');
    const extra = advisory('ALAS2DOCKER-1', 'docker', '25-1.amzn2', {
      qualifiers: { products: ['amzn2extra-docker'] },
    });
    const filed: readonly Filed[] = [['amazon-2', extra]];

    expect(said(on('amzn', '2', 'amzn2-core', 'amzn2extra-docker'), docker, filed)).toHaveLength(1);
    expect(said(on('amzn', '2', 'amzn2-core'), docker, filed)).toEqual([]);
    expect(said(system('amzn', '2'), docker, filed)).toHaveLength(1);
  });
});

describe('source packages of rpms', () => {
  const errno = component('pkg:rpm/redhat/perl-Errno@0:1.28-420.el8', {
    architecture: 'x86_64',
    source: { name: 'perl', version: '5.26.3-420.el8' },
  });
  const rhel = system('rhel', '8.6');

  test('are compared without epoch', () => {
    const fact = advisory('CVE-1', 'perl', '4:5.26.3-420.el8', {
      qualifiers: { architectures: ['src'] },
    });

    expect(said(rhel, errno, [['rhel-8', fact]])).toEqual([]);
    expect(
      said(rhel, errno, [
        ['rhel-8', { ...fact, ranges: [{ introduced: '0', fixed: '4:5.26.3-421.el8' }] }],
      ]),
    ).toEqual(['fixed 5.26.3-421.el8']);
  });

  test('do not lend the facts of a sibling', () => {
    const sibling = advisory('CVE-1', 'perl', '4:5.30-1.el8', {
      qualifiers: { architectures: ['x86_64'] },
    });

    expect(said(rhel, errno, [['rhel-8', sibling]])).toEqual([]);
    expect(said(rhel, errno, [['rhel-8', { ...sibling, qualifiers: {} }]])).toEqual([]);
  });

  test('are named in VEX as long as there is no fix', () => {
    const unfixed = advisory('CVE-1', 'perl', undefined, { state: 'wont_fix' });
    const denied = advisory('CVE-1', 'perl', undefined, { state: 'not_affected', ranges: [] });

    expect(said(rhel, errno, [['rhel-8', unfixed]])).toEqual(['wont_fix']);
    expect(
      said(rhel, errno, [
        ['rhel-8', unfixed],
        ['rhel-8', denied],
      ]),
    ).toEqual([]);
  });

  test('do not bring their facts to a binary of the same name twice', () => {
    const perl = component('pkg:rpm/redhat/perl@4:5.26.3-420.el8', {
      architecture: 'x86_64',
      source: { name: 'perl', version: '5.26.3-420.el8' },
    });
    const { findings } = scan(rhel, perl, [['rhel-8', advisory('CVE-1', 'perl')]]);

    expect(findings[0]?.vulnerability.evidence).toHaveLength(1);
  });

  test('are what Azure Linux and Photon name', () => {
    const libs = component('pkg:rpm/azurelinux/openssl-libs@3.3.0-1.azl3', {
      source: { name: 'openssl', version: '3.3.0-1.azl3' },
    });
    const fact = advisory('CVE-1', 'openssl', '3.3.0-2.azl3');

    expect(said(system('azurelinux', '3.0'), libs, [['azurelinux-3.0', fact]])).toHaveLength(1);
  });
});

describe('Oracle', () => {
  const cases = [
    ['10:3.0.7-27.el9_fips', 'fips', true],
    ['10:3.0.7-27.el9_fips', undefined, false],
    ['1:3.0.7-27.el9', 'fips', false],
    ['2:2.34-60.ksplice1.el9', 'ksplice', true],
    ['2:2.34-60.el9', 'ksplice', false],
  ] as const;

  test.for(cases)('%s and the flavour %s: %s', ([version, flavour, holds]) => {
    const installed = component(`pkg:rpm/ol/x@1`, { version });
    const fact = advisory('ELSA-1', 'x', '99:1', {
      ...(flavour !== undefined && { qualifiers: { flavour } }),
    });

    expect(said(system('ol', '9.4'), installed, [['oracle-9', fact]])).toHaveLength(holds ? 1 : 0);
  });
});

describe('Alpine', () => {
  const musl = component('pkg:apk/alpine/musl@1.2.4-r0');
  function fixed(segment: string, version: string): Filed {
    return [segment, advisory('CVE-1', 'musl', version)];
  }

  test.for([
    [['https://dl-cdn.alpinelinux.org/alpine/v3.19/main'], '1.2.4-r19'],
    [['http://mirror.example.com/alpine/edge/main/'], '1.2.5-r99'],
    [['https://dl-cdn.alpinelinux.org/alpine/edge/testing'], '1.2.4-r18'],
    [[], '1.2.4-r18'],
  ] as const)('the repositories %j beat the release file', ([repositories, expected]) => {
    const filed = [
      fixed('alpine-3.18', '1.2.4-r18'),
      fixed('alpine-3.19', '1.2.4-r19'),
      fixed('alpine-edge', '1.2.5-r99'),
    ];

    expect(said(on('alpine', '3.18.4', ...repositories), musl, filed)).toEqual([
      `fixed ${expected}`,
    ]);
  });
});

describe('rebuilds of Red Hat’s releases', () => {
  const bash = component('pkg:rpm/almalinux/bash@5.1-6.el9', { architecture: 'x86_64' });
  const alma = system('almalinux', '9.4');
  const open: Filed = ['rhel-9', advisory('CVE-1', 'bash', undefined, { state: 'wont_fix' })];
  const fixed: Filed = ['rhel-9', advisory('CVE-1', 'bash', '5.1-9.el9')];
  const other: Filed = ['almalinux-9', advisory('ALSA-9', 'other')];

  test('have what Red Hat discloses and their own publisher does not mention, as not confirmed', () => {
    const { findings } = scan(alma, bash, [other, open]);

    expect(said(alma, bash, [other, open])).toEqual(['wont_fix']);
    expect(said(alma, bash, [other, fixed])).toEqual(['affected']);
    expect(findings[0]?.vulnerability.evidence[0]?.advisory.statement).toBe(
      'disclosed by Red Hat, not confirmed',
    );
  });

  test('believe their own publisher first', () => {
    const own = advisory('ALSA-1', 'bash', '5.1-5.el9', { cves: ['CVE-1'] });

    expect(said(alma, bash, [other, open, ['almalinux-9', own]])).toEqual([]);
    expect(said(alma, { ...bash, version: '5.1-4.el9' }, [open, ['almalinux-9', own]])).toEqual([
      'fixed 5.1-5.el9',
    ]);
  });

  test('are without data where their own publisher has none', () => {
    const { gaps } = scan(alma, bash, [open]);

    expect(gaps.map(({ reason }) => reason)).toEqual(['no-advisories']);
  });
});
