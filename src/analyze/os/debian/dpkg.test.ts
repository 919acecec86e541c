import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentsOf, gapsOf } from '../../binary/testing/file.ts';
import { readFileAt } from '../testing/read.ts';

const path = '/var/lib/dpkg/status';

const sample = `Package: libc6
Status: install ok installed
Priority: optional
Section: libs
Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
Architecture: amd64
Multi-Arch: same
Source: glibc
Version: 2.36-9+deb12u4
Provides: libc6-2.36, libc6-virtual (= 1)
Depends: libgcc-s1, libcrypt1 (>= 1:4.4.10-10~)
Conffiles:
 /etc/ld.so.conf.d/x86_64-linux-gnu.conf d4e7a7b88a71b5ffd9e2644e71a0cfab
Description: GNU C Library: Shared libraries
 Contains the standard libraries.
 .
 Version: 9 of this text is no field

Package: libnss-db
Status: install ok unpacked
Architecture: amd64
Source: nss-db (2.2.3pre1-8)
Version: 2.2.3pre1-8+b2
Depends: libc6 (>= 2.34) | libc6.1:any (>= 2.34) [amd64], exim4 | mail-transport-agent <!nocheck>
Pre-Depends: dpkg

Package: gone
Status: deinstall ok config-files
Version: 1

Package: never
Status: install ok not-installed
Version: 1
`;

test('packages carry version, source, supplier and what they ask for', () => {
  const [libc, nss, ...others] = componentsOf(readFileAt(path, sample).observations);

  expect(others).toEqual([]);
  expect(libc).toEqual({
    id: 'pkg:deb/libc6@2.36-9%2Bdeb12u4?arch=amd64&upstream=glibc#/var/lib/dpkg/status',
    purl: 'pkg:deb/libc6@2.36-9%2Bdeb12u4?arch=amd64&upstream=glibc',
    name: 'libc6',
    version: '2.36-9+deb12u4',
    ecosystem: 'deb',
    presence: 'installed',
    locations: [{ path }],
    source: { name: 'glibc', version: '2.36-9+deb12u4' },
    architecture: 'amd64',
    supplier: 'GNU Libc Maintainers <debian-glibc@lists.debian.org>',
    requires: [{ name: 'libgcc-s1' }, { name: 'libcrypt1', range: '>= 1:4.4.10-10~' }],
    provides: ['libc6-2.36', 'libc6-virtual'],
  });
  expect(nss).toMatchObject({
    purl: 'pkg:deb/libnss-db@2.2.3pre1-8%2Bb2?arch=amd64&upstream=nss-db%402.2.3pre1-8',
    source: { name: 'nss-db', version: '2.2.3pre1-8' },
    requires: [
      { name: 'dpkg' },
      { name: 'libc6', range: '>= 2.34', alternatives: ['libc6.1'] },
      { name: 'exim4', alternatives: ['mail-transport-agent'] },
    ],
  });
});

test.for([
  ['install ok installed', true],
  ['hold ok installed', true],
  ['install reinstreq half-configured', true],
  ['install ok triggers-pending', true],
  ['install user installed', true],
  ['deinstall ok config-files', false],
  ['purge ok not-installed', false],
  ['install ok half-installed', false],
] as const)('status "%s" means present: %s', ([status, present]) => {
  const text = `Package: a\nStatus: ${status}\nVersion: 1\n`;

  expect(componentsOf(readFileAt(path, text).observations)).toHaveLength(present ? 1 : 0);
});

test('a file of status.d without a Status field is an installed package', () => {
  const text = 'Package: tzdata\nVersion: 2024a-0+deb12u1\nArchitecture: all\n';

  const { observations } = readFileAt('/var/lib/dpkg/status.d/tzdata', text);

  expect(componentsOf(observations)).toMatchObject([{ name: 'tzdata' }]);
});

test('a damaged entry is told in one gap and the others stay', () => {
  const text = 'Package: a\nVersion: 1\n\nVersion: 2\n\nPackage: b c\nVersion: 1\n\nno field\n';

  const { observations } = readFileAt(path, text);

  expect(componentsOf(observations)).toMatchObject([{ name: 'a' }]);
  expect(gapsOf(observations)).toMatchObject([{ location: { path }, reason: 'malformed' }]);
  expect(gapsOf(observations)[0]?.detail).toContain(
    'line 4 lacks a package name or version (and 3 more)',
  );
});

test('a database without any package is an error unless it is empty', () => {
  expect(readFileAt(path, 'nonsense').errors).toMatchObject([{ code: 'input.malformed' }]);
  expect(readFileAt(path, '').errors).toEqual([]);
});

test('names beyond the limit on entries are refused', () => {
  const text = `Package: a\nVersion: 1\nDepends: ${'b,'.repeat(20)}\n`;

  expect(readFileAt(path, text, { maxEntries: 10 }).errors).toMatchObject([
    { code: 'limit.entries' },
  ]);
});

test('a file of nothing but faults is given up early', () => {
  expect(readFileAt(path, 'x\n\n'.repeat(20_000)).errors).toMatchObject([
    { code: 'limit.entries' },
  ]);
});

test('a field that no package would have is refused', () => {
  const text = `Package: a\nVersion: 1\nDepends: b${'\n c,'.repeat(400_000)}\n`;

  expect(readFileAt(path, text).errors).toMatchObject([{ code: 'limit.size' }]);
});

test.for([
  ['/var/lib/dpkg/info/libc6:amd64.list', '/.\n/usr\n/usr/lib\n/usr/lib/ld.so\n/etc\n/etc/a b\n'],
  [
    '/var/lib/dpkg/status.d/libc6.md5sums',
    `${'0'.repeat(32)}  usr/lib/ld.so\n${'f'.repeat(32)}  ./etc/a b\n`,
    { digests: { algorithm: 'md5', values: ['0'.repeat(32), ''] } },
  ],
] as const)('%s says which files the package owns', ([list, text, digests = {}]) => {
  expect(readFileAt(list, text).observations).toEqual([
    {
      type: 'ownership',
      location: { path: list },
      ecosystem: 'deb',
      package: 'libc6',
      paths: ['/usr/lib/ld.so', '/etc/a b'],
      ...digests,
    },
  ]);
});

test('diversions are told as facts, whole groups only', () => {
  const text = '/usr/bin/a\n/usr/bin/a.distrib\nother\n/usr/bin/b\n/usr/bin/b.d\n:\n/usr/bin/c\n';

  const { observations } = readFileAt('/var/lib/dpkg/diversions', text);

  expect(observations.map((seen) => (seen.type === 'fact' ? seen.values : seen))).toEqual([
    { path: '/usr/bin/a', target: '/usr/bin/a.distrib', by: 'other' },
    { path: '/usr/bin/b', target: '/usr/bin/b.d', by: ':' },
  ]);
});

test('any text is read or refused', () => {
  const paths = fc.constantFrom(
    path,
    '/var/lib/dpkg/info/a.list',
    '/var/lib/dpkg/status.d/a.md5sums',
  );
  const cut = fc.tuple(fc.nat(sample.length), fc.nat(sample.length), fc.string());
  const mutated = cut.map(([a, b, text]) => sample.slice(0, a) + text + sample.slice(b));

  fc.assert(
    fc.property(paths, fc.oneof(mutated, fc.uint8Array({ maxLength: 500 })), (at, content) => {
      for (const { name, version } of componentsOf(readFileAt(at, content).observations))
        expect(name.length * version.length).toBeGreaterThan(0);
    }),
  );
});
