import { describe, expect, test } from 'vitest';
import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import { matchers, matchInventory } from './inventory.ts';
import { MemoryIndex } from './testdata/memory-index.ts';
import { advisory, component, inventory, system } from './testdata/samples.ts';

const debian = system('debian', '12');
const alma = system('almalinux', '9.4');
const alpine = system('alpine', '3.20.3');

function idsOn(os: typeof debian, installed: Component, ...advisories: readonly Advisory[]) {
  const segments = { debian: 'debian-12', almalinux: 'almalinux-9', alpine: 'alpine-3.20' };
  const segment = segments[os.id as keyof typeof segments];
  const index = new MemoryIndex({
    advisories: advisories.map((one) => [segment, one.package, one]),
    segments: [segment],
  });
  const { matches, gaps } = matchInventory(inventory([installed], { os }), index, {
    includeDeclared: false,
  });
  return [...matches.map((match) => match.advisory.id), ...gaps.map((gap) => gap.reason)];
}

function idsOfLibrary(segment: string, installed: Component, ...advisories: readonly Advisory[]) {
  const index = new MemoryIndex({
    advisories: advisories.map((one) => [segment, one.package, one]),
  });
  const { matches, gaps } = matchInventory(inventory([installed]), index, {
    includeDeclared: false,
  });
  return [...matches.map((match) => match.advisory.id), ...gaps.map((gap) => gap.reason)];
}

describe('packages of Debian and Alpine', () => {
  const libssl = component('pkg:deb/debian/libssl3@3.0.11-1~deb12u2', {
    source: { name: 'openssl', version: '3.0.11-1~deb12u2' },
  });

  test('are found by their source package and its version', () => {
    const rebuilt = component('pkg:deb/debian/libx1@1.0-1+b1', {
      source: { name: 'x', version: '1.0-1' },
    });

    expect(idsOn(debian, libssl, advisory('CVE-1', 'openssl', '3.0.13-1~deb12u1'))).toEqual([
      'CVE-1',
    ]);
    expect(idsOn(debian, libssl, advisory('CVE-1', 'openssl', '3.0.11-1~deb12u2'))).toEqual([]);
    expect(idsOn(debian, rebuilt, advisory('CVE-1', 'x', '1.0-1+b1'))).toEqual(['CVE-1']);
  });

  test('are found by their binary package too', () => {
    expect(idsOn(debian, libssl, advisory('CVE-1', 'libssl3'))).toEqual(['CVE-1']);
  });

  test('compare the reason with the version that decided', () => {
    const index = new MemoryIndex({
      advisories: [['debian-12', 'openssl', advisory('CVE-1', 'openssl', '3.0.13')]],
    });

    const { matches } = matchInventory(inventory([libssl], { os: debian }), index, {
      includeDeclared: false,
    });

    expect(matches[0]?.because).toEqual({
      segment: 'debian-12',
      package: 'openssl',
      comparedVersion: '3.0.11-1~deb12u2',
      scheme: 'deb',
      range: { introduced: '0', fixed: '3.0.13' },
    });
  });

  test('take the highest of several fixes for one vulnerability', () => {
    const first = advisory('DSA-1-1', 'openssl', '3.0.1-1', { cves: ['CVE-1'] });
    const second = advisory('DSA-2-1', 'openssl', '3.0.12-1', { cves: ['CVE-1'] });

    expect(idsOn(debian, libssl, first, second)).toEqual(['DSA-2-1']);
  });

  test('do not believe an older statement without a fix', () => {
    const open = advisory('CVE-1', 'openssl', undefined, { state: 'deferred' });
    const notice = advisory('DSA-1-1', 'openssl', '3.0.1-1', { cves: ['CVE-1'] });

    expect(idsOn(debian, libssl, open, notice)).toEqual([]);
    expect(idsOn(debian, libssl, open)).toEqual(['CVE-1']);
  });

  test('are silenced by the vendor for the denied vulnerability only', () => {
    const notice = advisory('DSA-1-1', 'openssl', '3.0.13', { cves: ['CVE-1', 'CVE-2'] });
    const denial = advisory('CVE-1', 'openssl', undefined, { state: 'not_affected', ranges: [] });
    const index = new MemoryIndex({
      advisories: [
        ['debian-12', 'openssl', notice],
        ['debian-12', 'openssl', denial],
      ],
    });

    const { matches } = matchInventory(inventory([libssl], { os: debian }), index, {
      includeDeclared: false,
    });

    expect(matches.map((match) => match.vulnerability)).toEqual(['CVE-2']);
  });

  test.for(['not_affected', 'unknown'] as const)('make nothing of the state %s', (state) => {
    expect(idsOn(debian, libssl, advisory('CVE-1', 'openssl', undefined, { state }))).toEqual([]);
  });

  test('were never affected where secdb says fixed in 0', () => {
    const musl = component('pkg:apk/alpine/musl@1.2.5-r0');

    expect(
      idsOn(alpine, musl, advisory('CVE-1', 'musl', '0'), advisory('CVE-1', 'musl', '1.3-r0')),
    ).toEqual([]);
    expect(idsOn(alpine, musl, advisory('CVE-1', 'musl', '1.2.5-r1'))).toEqual(['CVE-1']);
  });
});

describe('packages of the rpm family', () => {
  const nodejs = component('pkg:rpm/almalinux/nodejs@1:18.19.0-1.module_el9.3.0', {
    modularity: 'nodejs:18:9030020240301:rhel9',
    architecture: 'x86_64',
  });
  const unlabelled = component('pkg:rpm/almalinux/nodejs@1:18.19.0-1.module_el9.3.0');
  const plain = component('pkg:rpm/almalinux/openssl@1:3.0.7-24.el9', { architecture: 'x86_64' });
  const fix = '1:18.20.0-1.module_el9.4.0';

  test('are found by their binary package, with epoch', () => {
    const source = { name: 'openssl-src', version: '0' };

    expect(
      idsOn(alma, { ...plain, source }, advisory('ALSA-1', 'openssl', '1:3.0.7-27.el9')),
    ).toEqual(['ALSA-1']);
    expect(idsOn(alma, { ...plain, source }, advisory('ALSA-1', 'openssl-src', '9'))).toEqual([]);
    expect(idsOn(alma, plain, advisory('ALSA-1', 'openssl', '3.0.7-27.el9'))).toEqual([]);
  });

  test('belong to the module stream of the advisory', () => {
    const stream18 = advisory('ALSA-1', 'nodejs', fix, { qualifiers: { module: 'nodejs:18' } });
    const stream20 = advisory('ALSA-2', 'nodejs', fix, { qualifiers: { module: 'nodejs:20' } });
    const unmodular = advisory('ALSA-3', 'nodejs', '1:20.1-1.el9');

    expect(idsOn(alma, nodejs, stream18, stream20, unmodular)).toEqual(['ALSA-1']);
  });

  test('of a module belong to the stream whose number a nameless fix begins with', () => {
    const fix20 = advisory('ALSA-2', 'nodejs', '1:20.1.0-1.module_el9.4.0');
    const npm = component('pkg:rpm/almalinux/npm@1:9.0.0-1.module_el9.3.0', {
      modularity: 'nodejs:18:9030020240301:rhel9',
    });
    const npmFix = advisory('ALSA-3', 'npm', '1:10.0.0-1.module_el9.4.0');

    expect(idsOn(alma, nodejs, advisory('ALSA-1', 'nodejs', fix), fix20)).toEqual(['ALSA-1']);
    expect(idsOn(alma, npm, npmFix)).toEqual(['ALSA-3']);
  });

  test('of a module without a label are of the stream that their version begins with', () => {
    const stream18 = advisory('ALSA-1', 'nodejs', fix, { qualifiers: { module: 'nodejs:18' } });
    const stream20 = advisory('ALSA-2', 'nodejs', '1:20.1.0-1.module_el9.4.0', {
      qualifiers: { module: 'nodejs:20' },
    });

    expect(idsOn(alma, unlabelled, stream18, stream20)).toEqual(['ALSA-1']);
    expect(idsOn(alma, plain, { ...stream18, package: 'openssl' })).toEqual([]);
  });

  test('of a module without a label are unknown, not clean, where the version is not the stream', () => {
    const npm = component('pkg:rpm/almalinux/npm@1:9.0.0-1.module_el9.3.0');
    const stream18 = advisory('ALSA-1', 'npm', '1:10.0.0-1.module_el9.4.0', {
      qualifiers: { module: 'nodejs:18' },
    });

    expect(idsOn(alma, npm, stream18)).toEqual(['unknown-version']);
  });

  test('have the architecture of the advisory', () => {
    const arm = advisory('ALSA-1', 'openssl', '1:9', {
      qualifiers: { architectures: ['aarch64'] },
    });

    expect(idsOn(alma, plain, arm)).toEqual([]);
    expect(idsOn(alma, { ...plain, architecture: 'aarch64' }, arm)).toEqual(['ALSA-1']);
    expect(idsOn(alma, { ...plain, architecture: 'noarch' }, arm)).toEqual(['ALSA-1']);
  });

  test('do not include the keys that rpm keeps as packages', () => {
    const key = component('pkg:rpm/almalinux/gpg-pubkey@b86b3716-61e69f29');

    expect(idsOn(alma, key, advisory('ALSA-1', 'gpg-pubkey'))).toEqual([]);
  });

  test('of Oracle have the flavour of the advisory', () => {
    const index = new MemoryIndex({
      advisories: [
        ['oracle-9', 'openssl', advisory('ELSA-1', 'openssl', '10:3.0.7-27.0.1.el9_fips')],
      ],
    });
    const scanned = inventory([plain], { os: system('ol', '9.4') });

    expect(matchInventory(scanned, index, { includeDeclared: false }).matches).toEqual([]);
  });
});

describe('libraries', () => {
  const cases = [
    ['npm', 'npm', 'pkg:npm/lodash@4.17.20', 'lodash', '4.17.21'],
    ['npm with a scope', 'npm', 'pkg:npm/%40babel/core@7.0.0', '@babel/core', '7.0.1'],
    ['PyPI in another spelling', 'pypi', 'pkg:pypi/flask-cors@3.0', 'flask-cors', '3.0.9'],
    [
      'Go',
      'go',
      'pkg:golang/golang.org/x/crypto@v0.0.0-20210921155107-089bfa567519',
      'golang.org/x/crypto',
      '0.17.0',
    ],
    [
      'Go, incompatible',
      'go',
      'pkg:golang/github.com/docker/docker@v20.10.1%2Bincompatible',
      'github.com/docker/docker',
      '20.10.2',
    ],
    ['Go standard library', 'go', 'pkg:golang/stdlib@1.21.3', 'stdlib', '1.21.4'],
    ['Go standard library, candidate', 'go', 'pkg:golang/stdlib@1.21rc2', 'stdlib', '1.21.0-rc.3'],
    ['Maven', 'maven', 'pkg:maven/org.apache/commons@1.0-alpha', 'org.apache:commons', '1.0'],
    ['RubyGems', 'rubygems', 'pkg:gem/rails@7.0.0.rc1', 'rails', '7.0.0'],
    ['crates', 'crates.io', 'pkg:cargo/time@0.1.43', 'time', '0.2.23'],
    ['Composer', 'packagist', 'pkg:composer/symfony/http@v5.0.0', 'symfony/http', '5.0.1'],
    ['NuGet', 'nuget', 'pkg:nuget/newtonsoft.json@12.0.0', 'newtonsoft.json', '13.0.1'],
  ] as const;

  test.for(cases)('of %s are matched below the fix only', ([, segment, purl, name, fixed]) => {
    const installed = component(purl);

    expect(idsOfLibrary(segment, installed, advisory('GHSA-1', name, fixed))).toEqual(['GHSA-1']);
    expect(
      idsOfLibrary(segment, { ...installed, version: fixed }, advisory('GHSA-1', name, fixed)),
    ).toEqual([]);
  });

  test.for(['(devel)', '', 'latest'])('with the version "%s" are unknown, not clean', (version) => {
    const main = { ...component('pkg:golang/example.com/shop@1'), version };

    expect(idsOfLibrary('go', main, advisory('GO-1', 'example.com/shop', '9.0.0'))).toEqual([
      'unknown-version',
    ]);
    expect(idsOfLibrary('go', main, advisory('GO-1', 'example.com/other', '9.0.0'))).toEqual([]);
  });

  test('with an unreadable version match where a list names it', () => {
    const odd = { ...component('pkg:npm/odd@1'), version: 'build from git' };
    const listing = advisory('MAL-1', 'odd', undefined, {
      ranges: [],
      versions: ['build from git'],
    });

    expect(idsOfLibrary('npm', odd, listing)).toEqual(['MAL-1']);
  });

  test('keep what one publisher affirms and another denies', () => {
    const lodash = component('pkg:npm/lodash@4.0.0');
    const affirmed = advisory('GHSA-1', 'lodash', '5.0.0', { cves: ['CVE-1'], feed: 'a' });
    const denied = advisory('X-1', 'lodash', undefined, {
      cves: ['CVE-1'],
      state: 'not_affected',
      ranges: [],
      feed: 'b',
    });

    expect(idsOfLibrary('npm', lodash, affirmed, denied)).toEqual(['GHSA-1']);
    expect(idsOfLibrary('npm', lodash, affirmed, { ...denied, feed: 'a' })).toEqual([]);
  });
});

describe('what is not matched is said', () => {
  const dpkg = component('pkg:deb/debian/dpkg@1.21');

  test('a segment without data is one gap for the artifact', () => {
    const many = ['a', 'b', 'c'].map((name) => component(`pkg:deb/debian/${name}@1`));
    const index = new MemoryIndex({ advisories: [] });

    function gapsOf(os?: typeof debian) {
      const scanned = inventory(many, os && { os });
      const { gaps } = matchInventory(scanned, index, { includeDeclared: false });
      return gaps.map((gap) => `${gap.reason}: ${gap.detail}`);
    }

    expect(gapsOf(debian)).toEqual([
      'no-advisories: no advisories for debian-12: 3 components not examined',
    ]);
    expect(gapsOf()).toEqual([
      'no-advisories: no advisories for deb packages: no release file names the system: 3 components not examined',
    ]);
    expect(gapsOf(system('alpine', '3.20'))).toEqual([
      'no-advisories: no advisories for deb packages on alpine 3.20: 3 components not examined',
    ]);
  });

  test('ecosystems that nobody publishes for are a minor gap each', () => {
    const found = ['pkg:brew/a@1', 'pkg:brew/b@1', 'pkg:conda/c@1', 'pkg:generic/d@1'];
    const { gaps } = matchInventory(
      inventory(found.map((purl) => component(purl))),
      new MemoryIndex({ advisories: [] }),
      { includeDeclared: false },
    );

    expect(gaps.map((gap) => `${gap.reason}: ${gap.detail}`)).toEqual([
      'unsupported: nobody publishes advisories for brew packages: 2 components not examined',
      'unsupported: nobody publishes advisories for conda packages: 1 component not examined',
      'unsupported: nobody publishes advisories for software without a package manager: 1 component not examined',
    ]);
  });

  test('packages that somebody else built are not matched with the data of the distribution', () => {
    const docker = component('pkg:deb/debian/docker-ce@1.0', { thirdParty: true });
    const index = new MemoryIndex({
      advisories: [['debian-12', 'docker-ce', advisory('CVE-1', 'docker-ce')]],
    });

    const { matches, gaps } = matchInventory(inventory([docker], { os: debian }), index, {
      includeDeclared: false,
    });

    expect(matches).toEqual([]);
    expect(gaps.map((gap) => `${gap.reason}: ${gap.detail}`)).toEqual([
      'unsupported: no vendor data for packages that are not of debian 12: 1 component not examined',
    ]);
  });

  test('a package with an unreadable version is a gap where advisories name it', () => {
    const broken = { ...dpkg, version: 'n/a' };

    expect(idsOn(debian, broken, advisory('CVE-1', 'dpkg', '2'))).toEqual(['unknown-version']);
    expect(idsOn(debian, broken, advisory('CVE-1', 'other', '2'))).toEqual([]);
  });
});

test('every ecosystem has exactly one matcher', () => {
  const all = matchers.flatMap((matcher) => matcher.ecosystems);

  expect(new Set(all).size).toBe(all.length);
});

test('the index is asked once for each name of a component', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `package-${index}`);
  let asked = 0;
  class CountingIndex extends MemoryIndex {
    override byPackage(segment: string, key: string): ReturnType<MemoryIndex['byPackage']> {
      asked += 1;
      return super.byPackage(segment, key);
    }
  }
  const index = new CountingIndex({
    advisories: names.flatMap((name) =>
      Array.from(
        { length: 10 },
        (_, n) => ['debian-12', name, advisory(`CVE-2024-${n}`, name, `1.${n}-1+deb12u1`)] as const,
      ),
    ),
  });
  const scanned = inventory(
    names.map((name) => component(`pkg:deb/debian/${name}@1.8-3~deb12u2`)),
    { os: debian },
  );

  expect(matchInventory(scanned, index, { includeDeclared: false }).matches).toHaveLength(1000);
  expect(asked).toBe(1000);
});
