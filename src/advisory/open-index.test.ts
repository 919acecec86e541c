import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDatabase } from './build.ts';
import { openIndex } from './open-index.ts';
import { osvRecord, testDirectory, testScope, writeBucket } from './testing.ts';

const scope = testScope();
let root = '';
beforeAll(async () => {
  root = testDirectory();
  const from = join(root, 'feeds');
  writeBucket(from, 'npm', [
    osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'Left-Pad'], undefined, {
      aliases: ['CVE-2026-0001'],
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
      database_specific: { severity: 'CRITICAL' },
    }),
  ]);
  writeBucket(from, 'Debian', [
    osvRecord(
      'DEBIAN-CVE-2026-0002',
      ['Debian:12', 'openssl'],
      [{ introduced: '0' }, { fixed: '3.0.1-1+deb12u2' }],
    ),
  ]);
  await buildDatabase({ from, out: join(root, 'bundled') }, scope);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function location(cache: string) {
  return { cache: join(root, cache), bundled: join(root, 'bundled') };
}

test('an advisory is found under the key of its package, with everything that the record states', () => {
  using index = openIndex(location('plain'), scope);

  expect(index.byPackage('npm', 'left-pad')).toEqual([
    {
      id: 'GHSA-aaaa-bbbb-cccc',
      cves: ['CVE-2026-0001'],
      aliases: [],
      package: 'Left-Pad',
      state: 'fixed',
      ranges: [{ introduced: '0', fixed: '2.0.0' }],
      versions: [],
      severity: 'critical',
      cvss: [
        { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8 },
      ],
      modified: '2026-03-01',
      feed: 'osv:npm',
      url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
    },
  ]);
});

test('names and vectors are found by any name of the vulnerability', () => {
  using index = openIndex(location('names'), scope);

  expect(index.aliasesOf('CVE-2026-0001')).toEqual(['CVE-2026-0001', 'GHSA-aaaa-bbbb-cccc']);
  expect(index.cvssOf('GHSA-aaaa-bbbb-cccc')).toMatchObject([{ score: 9.8, source: 'osv:npm' }]);
  expect(index.aliasesOf('CVE-1999-9999')).toEqual(['CVE-1999-9999']);
});

test('a segment that is not there is told apart from a package without advisories', () => {
  using index = openIndex(location('absent'), scope);

  expect(index.has('debian-12')).toBe(true);
  expect(index.has('debian-13')).toBe(false);
  expect(index.has('core')).toBe(false);
  expect(index.byPackage('debian-12', 'nothing')).toEqual([]);
  expect(index.byPackage('debian-13', 'openssl')).toEqual([]);
});

test('facts name the build and only the segments that were asked', () => {
  using index = openIndex(location('facts'), scope);

  index.byPackage('debian-12', 'openssl');

  expect(index.facts()).toMatchObject({
    origin: 'bundled',
    builtAt: '2026-03-01T00:00:00Z',
    segments: [
      { name: 'debian-12', advisories: 1, newest: '2026-03-01', feeds: ['osv:Debian:12'] },
    ],
  });
});

test('a damaged cached segment is made anew', () => {
  const place = location('damaged');
  using first = openIndex(place, scope);
  first.byPackage('npm', 'left-pad');
  const [file = ''] = readdirSync(join(place.cache, 'segments'));
  writeFileSync(join(place.cache, 'segments', file), 'not a database');

  using second = openIndex(place, scope);

  expect(second.byPackage('npm', 'left-pad')).toHaveLength(1);
});

test('a cache that cannot be written does not stop look-ups', () => {
  const file = join(root, 'a-file');
  writeFileSync(file, '');

  using index = openIndex({ cache: file, bundled: join(root, 'bundled') }, scope);

  expect(index.byPackage('npm', 'left-pad')).toHaveLength(1);
  expect(index.aliasesOf('CVE-2026-0001')).toHaveLength(2);
});

test('without any database the index is empty and says so', () => {
  using index = openIndex({ cache: join(root, 'none') }, scope);

  expect(index.facts().origin).toBe('none');
  expect(index.has('npm')).toBe(false);
});
