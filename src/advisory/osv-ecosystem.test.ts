import { expect, test } from 'vitest';
import { normaliseOsv } from './osv.ts';
import { osvRecord } from './testing.ts';

test.for([
  ['npm', 'npm'],
  ['PyPI', 'pypi'],
  ['Go', 'go'],
  ['crates.io', 'crates.io'],
  ['RubyGems', 'rubygems'],
  ['Packagist', 'packagist'],
  ['Packagist:https://packages.example.org', 'packagist'],
  ['Maven', 'maven'],
  ['NuGet', 'nuget'],
  ['Debian:12', 'debian-12'],
  ['Ubuntu:22.04:LTS', 'ubuntu-22.04'],
  ['Ubuntu:24.10', 'ubuntu-24.10'],
  ['Ubuntu:Pro:18.04:LTS', 'ubuntu-18.04-esm'],
  ['Alpine:v3.20', 'alpine-3.20'],
  ['Alpine:edge', 'alpine-edge'],
  ['AlmaLinux:9', 'almalinux-9'],
  ['Rocky Linux:8', 'rocky-8'],
  ['Red Hat:enterprise_linux:9::baseos', 'rhel-9'],
  ['Red Hat:rhel_eus:9.4::appstream', 'rhel-9.4-eus'],
  ['SUSE:Linux Enterprise Server 15 SP5', 'sles-15.5'],
  ['SUSE:Linux Enterprise Module for Basesystem 15 SP6', 'sles-15.6'],
  ['openSUSE:Leap 15.6', 'opensuse-leap-15.6'],
  ['openSUSE:Tumbleweed', 'opensuse-tumbleweed'],
  ['Wolfi', 'wolfi'],
  ['Chainguard', 'chainguard'],
  ['Azure Linux:3', 'azurelinux-3.0'],
  ['Photon OS:5.0', 'photon-5.0'],
  ['Mageia:9', 'mageia-9'],
  ['openEuler:24.03-LTS', 'openeuler-24.03'],
] as const)('%s is filed under %s', ([ecosystem, segment]) => {
  const { facts } = normaliseOsv(osvRecord('X-2026-1', [ecosystem, 'thing']));

  expect(facts.map((fact) => fact.segment)).toEqual([segment]);
});

test.for([
  'Linux',
  'GIT',
  'Debian',
  'Ubuntu:Pro:FIPS:22.04:LTS',
  'Red Hat:openshift:4.12::el9',
  'openEuler:24.03-LTS-SP1',
  '__proto__',
])('%s cannot be looked up and is counted by name', (ecosystem) => {
  const { facts, skips } = normaliseOsv(osvRecord('X-2026-1', [ecosystem, 'thing']));

  expect({ facts, skips }).toEqual({
    facts: [],
    skips: [{ reason: 'unknown-ecosystem', subject: ecosystem }],
  });
});
