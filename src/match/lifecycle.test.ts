import { describe, expect, test } from 'vitest';
import type { Component } from '#model/component.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import { lifecycleFindings } from './lifecycle.ts';
import { MemoryIndex } from './testdata/memory-index.ts';
import { component, inventory, system } from './testdata/samples.ts';

const now = '2026-11-22T08:00:00Z';
const periods: readonly Lifecycle[] = [
  { product: 'debian', line: '13', released: '2025-08-09', supportedUntil: '2028-08-09' },
  {
    product: 'debian',
    line: '12',
    released: '2023-06-10',
    supportedUntil: '2026-06-10',
    extendedUntil: '2028-06-30',
  },
  { product: 'debian', line: '10', supportedUntil: '2022-09-10', extendedUntil: '2024-06-30' },
  { product: 'nodejs', line: '25', released: '2025-10-15', supportedUntil: '2027-06-01' },
  {
    product: 'nodejs',
    line: '24',
    released: '2025-05-06',
    supportedUntil: '2028-04-30',
    longTerm: true,
  },
  {
    product: 'nodejs',
    line: '22',
    activeUntil: '2025-10-21',
    supportedUntil: '2027-06-30',
    longTerm: true,
  },
  { product: 'nodejs', line: '20', supportedUntil: '2026-04-30', longTerm: true },
  { product: 'python', line: '3.11', activeUntil: '2024-04-01', supportedUntil: '2027-10-31' },
  { product: 'python', line: '3.1', supportedUntil: '2012-04-09' },
  { product: 'openjdk', line: '8', supportedUntil: '2026-11-30' },
  { product: 'eclipse-temurin', line: '17', supportedUntil: '2026-10-31' },
];

function findings(os: ReturnType<typeof system> | undefined, ...components: readonly Component[]) {
  const index = new MemoryIndex({ advisories: [], lifecycles: periods, segments: ['debian-12'] });
  return lifecycleFindings(inventory(components, os && { os }), index, now);
}

test('a system without support is a finding that says since when nothing is published', () => {
  expect(findings(system('debian', '10.13'))).toEqual([
    {
      kind: 'lifecycle',
      rule: 'end-of-life/debian-10',
      fingerprint: '778dc95ef6081fd355f6513fc0b7985bdd9953d2fd9603460cbaac79881dff96',
      severity: 'high',
      title: 'debian 10.13: support ended on 2024-06-30, no new advisories since 2024-06-30',
      locations: [{ path: '/etc/os-release' }],
      lifecycle: { period: periods[2], version: '10.13', status: 'ended', successor: '13' },
    },
  ]);
});

const systems = [
  ['12.5', ['extended-only', 'medium']],
  ['13', []],
  ['99', []],
  ['', []],
] as const;

test.for(systems)('Debian "%s": %j', ([version, expected]) => {
  const found = findings(system('debian', version));

  expect(found.flatMap(({ lifecycle, severity }) => [lifecycle.status, severity])).toEqual(
    expected,
  );
});

describe('runtimes', () => {
  const cases = [
    ['pkg:generic/node@20.11.0', 'end-of-life/nodejs-20', 'ended', 'medium', '24'],
    ['pkg:generic/node@22.1.0', 'end-of-life/nodejs-22', 'security-only', 'negligible', '24'],
    ['pkg:generic/node@25.0.0', '', '', '', undefined],
    ['pkg:generic/node@21.0.0', '', '', '', undefined],
    [
      'pkg:generic/python@3.11.4',
      'end-of-life/python-3.11',
      'security-only',
      'negligible',
      undefined,
    ],
    ['pkg:generic/python@3.1.2', 'end-of-life/python-3.1', 'ended', 'medium', '3.11'],
    ['pkg:generic/openjdk@1.8.0_392', 'end-of-life/openjdk-8', 'ends-soon', 'low', undefined],
    [
      'pkg:generic/temurin@17.0.9%2B9',
      'end-of-life/eclipse-temurin-17',
      'ended',
      'medium',
      undefined,
    ],
    ['pkg:generic/debian@10', '', '', '', undefined],
  ] as const;

  test.for(cases)('%s', ([purl, rule, status, severity, successor]) => {
    const found = findings(undefined, component(purl, { path: '/usr/local/bin/x' }));

    expect(
      found.map((one) => [one.rule, one.lifecycle.status, one.severity, one.lifecycle.successor]),
    ).toEqual(rule === '' ? [] : [[rule, status, severity, successor]]);
  });

  test('of the distribution are maintained by it; removed ones are not there', () => {
    const owner = component('pkg:deb/debian/nodejs@20.1-1');
    const node = component('pkg:generic/node@20.1.0', { owner: owner.id });
    const gone = component('pkg:generic/node@20.1.0', { path: '/b', presence: 'removed' });
    const foreign = { ...owner, thirdParty: true };

    expect(findings(system('debian', '12'), owner, node, gone)).toHaveLength(1);
    expect(findings(system('debian', '12'), foreign, node, gone)).toHaveLength(2);
  });

  test('in two places are two findings, in any order the same', () => {
    const a = component('pkg:generic/node@20.1.0', { path: '/a' });
    const b = component('pkg:generic/node@20.2.0', { path: '/b' });

    const found = findings(undefined, a, b, a);

    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    expect(findings(undefined, b, a)).toEqual(found);
  });
});
