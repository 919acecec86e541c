import { describe, expect, test } from 'vitest';
import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import { matchInventory } from './inventory.ts';
import { MemoryIndex } from './testdata/memory-index.ts';
import { advisory, component, inventory } from './testdata/samples.ts';

function idsOf(installed: Component, segment: string, ...advisories: readonly Advisory[]) {
  const index = new MemoryIndex({
    advisories: advisories.map((one) => [segment, one.package, one]),
  });
  const { matches, gaps } = matchInventory(inventory([installed]), index, {
    includeDeclared: false,
  });
  return [...matches.map((match) => match.advisory.id), ...gaps.map((gap) => gap.reason)];
}

describe('programs by product name', () => {
  function program(name: string, version: string, ...products: readonly string[]): Component {
    return component(`pkg:generic/${name}@1`, {
      version,
      cpes: products.map((product) => `cpe:2.3:a:${product}:${version}:*:*:*:*:*:*:*`),
    });
  }

  const cases = [
    ['openssl below', 'openssl:openssl', '1.0.2k', '1.0.2za', true],
    ['openssl at', 'openssl:openssl', '1.0.2za', '1.0.2za', false],
    ['openssl with a build name', 'openssl:openssl', '1.0.2k-fips', '1.0.2l', true],
    ['old Java below', 'oracle:jdk', '1.8.0_391', '8u392', true],
    ['old Java at', 'oracle:jdk', '1.8.0_392-b08', '8u392', false],
    ['new Java below', 'eclipse:temurin', '17.0.8+7', '17.0.9', true],
    ['new Java at', 'eclipse:temurin', '17.0.9+9', '17.0.9', false],
    ['PostgreSQL', 'postgresql:postgresql', '16rc1', '16.0', true],
    ['Python', 'python:python', '3.11.4', '3.11.5', true],
  ] as const;

  test.for(cases)('%s', ([, product, version, fixed, holds]) => {
    const fact = advisory('CVE-1', product, fixed, { feed: 'nvd:2.0' });

    expect(idsOf(program('x', version, product), 'cpe', fact)).toEqual(holds ? ['CVE-1'] : []);
  });

  test('lists of NVD stand beside its ranges', () => {
    const fact = advisory('CVE-1', 'oracle:jdk', undefined, {
      ranges: [{ introduced: '17.0.0', fixed: '17.0.9' }],
      versions: ['1.8.0-update391', '11.0.20'],
    });

    expect(idsOf(program('jdk', '1.8.0_391', 'oracle:jdk'), 'cpe', fact)).toEqual(['CVE-1']);
    expect(idsOf(program('jdk', '1.8.0_390', 'oracle:jdk'), 'cpe', fact)).toEqual([]);
  });

  test('one product of several names is asked under each', () => {
    const fact = advisory('CVE-1', 'f5:nginx', '2');

    expect(idsOf(program('nginx', '1.25.3', 'nginx:nginx', 'f5:nginx'), 'cpe', fact)).toEqual([
      'CVE-1',
    ]);
  });

  test('without a version that can be read are unknown', () => {
    const fact = advisory('CVE-1', 'nginx:nginx', '2');

    expect(idsOf(program('nginx', 'unstable build', 'nginx:nginx'), 'cpe', fact)).toEqual([
      'unknown-version',
    ]);
  });

  test('without names from the reviewed map are not matched, as nothing else is by name', () => {
    const fact = advisory('CVE-1', 'a:lodash', '9');
    const bare = component('pkg:generic/lodash@1.0.0');
    const library = component('pkg:npm/lodash@1.0.0', {
      cpes: ['cpe:2.3:a:a:lodash:1:*:*:*:*:*:*:*'],
    });

    expect(idsOf(bare, 'cpe', fact)).toEqual(['unsupported']);
    expect(idsOf(library, 'cpe', fact)).toEqual(['no-advisories']);
  });

  test.for(['', 'cpe:', 'cpe:2.3:a', 'nginx', `cpe:2.3:a:${'x'.repeat(2000)}:y`])(
    'with the name %j are not matched',
    (cpe) => {
      const fact = advisory('CVE-1', 'nginx:nginx', '2');
      const found = component('pkg:generic/nginx@1', { cpes: [cpe] });

      expect(idsOf(found, 'cpe', fact)).toEqual([]);
    },
  );
});

describe('actions of GitHub', () => {
  const name = 'tj-actions/changed-files';
  function action(version: string): Component {
    return { ...component('pkg:github/tj-actions/changed-files@1'), version };
  }
  const fact = advisory('GHSA-1', name, '46.0.1');
  const part = advisory('GHSA-2', name, undefined, {
    ranges: [{ introduced: '45.0.1', fixed: '45.0.3' }],
  });
  const cases = [
    ['v45.0.7', [fact], ['GHSA-1']],
    ['46.0.1', [fact], []],
    ['v45', [fact], ['GHSA-1']],
    ['v45.0', [fact], ['GHSA-1']],
    ['v46', [fact], ['unknown-version']],
    ['v47', [fact], []],
    ['v45', [part], ['unknown-version']],
    ['v44', [part], []],
    ['main', [fact], ['unknown-version']],
    ['4a1b2c3d4e5f60718293a4b5c6d7e8f901234567', [fact], ['unknown-version']],
    ['4520719', [fact], ['unknown-version']],
    ['', [fact], ['unknown-version']],
  ] as const;

  test.for(cases)('at %s', ([version, facts, expected]) => {
    expect(idsOf(action(version), 'github-actions', ...facts)).toEqual(expected);
  });
});

describe('further ecosystems', () => {
  const cases = [
    ['bitnami', 'pkg:bitnami/redis@7.0.0-4', 'redis', '7.0.0', false],
    ['bitnami', 'pkg:bitnami/redis@6.2.7-4', 'redis', '7.0.0', true],
    ['conancenter', 'pkg:conan/zlib@1.2.11', 'zlib', '1.2.12', true],
    ['cran', 'pkg:cran/commonmark@1.7', 'commonmark', '1.8.0', true],
    ['hackage', 'pkg:hackage/aeson@1.5.6', 'aeson', '2.0.1', true],
    ['hex', 'pkg:hex/phoenix@1.5.0', 'phoenix', '1.6.14', true],
    [
      'julia',
      'pkg:julia/HTTP@1.10.0?uuid=cd3eb016-35fb-5094-929b-558a96fad6f3',
      'HTTP',
      '1.10.1',
      true,
    ],
    ['opam', 'pkg:opam/cohttp@1.0.0', 'cohttp', '1.1.0', true],
    ['pub', 'pkg:pub/http@0.13.2', 'http', '0.13.3', true],
    [
      'swifturl',
      'pkg:swift/github.com/Apple/swift-nio@2.41.0',
      'github.com/apple/swift-nio',
      '2.42.0',
      true,
    ],
  ] as const;

  test.for(cases)('%s: %s', ([segment, purl, name, fixed, holds]) => {
    expect(idsOf(component(purl), segment, advisory('X-1', name, fixed))).toEqual(
      holds ? ['X-1'] : [],
    );
  });
});
