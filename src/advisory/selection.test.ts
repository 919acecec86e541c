import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDatabase } from './build.ts';
import { databaseStatus } from './inspect.ts';
import type { DatabaseLocation } from './location.ts';
import { openIndex } from './open-index.ts';
import { searchDatabase } from './search.ts';
import { osvRecord, testDirectory, testScope, writeBucket } from './testing.ts';
import { updateDatabase } from './update.ts';

const scope = testScope();
let root = '';
beforeAll(async () => {
  root = testDirectory();
  const from = join(root, 'bundled-feeds');
  writeBucket(from, 'Debian', [osvRecord('DEBIAN-CVE-2026-0002', ['Debian:12', 'openssl'])]);
  writeBucket(from, 'PyPI', [
    osvRecord('PYSEC-2026-1', ['PyPI', 'both'], undefined, {
      aliases: ['CVE-2026-0003', 'GHSA-old0-old0-old0'],
      severity: [{ type: 'CVSS_V3', score: `CVSS:3.1/${vector}` }],
    }),
  ]);
  writeBucket(from, 'npm', [osvRecord('GHSA-aaaa-aaaa-aaaa', ['npm', 'old'])]);
  writeKev(from, '2026-02-01', 'CVE-2026-0002');
  await buildDatabase({ from, out: join(root, 'bundled') }, scope);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const vector = 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

function writeKev(directory: string, added: string, cveID: string): void {
  const document = { dateReleased: added, vulnerabilities: [{ cveID, dateAdded: added }] };
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'known_exploited_vulnerabilities.json'), JSON.stringify(document));
}

/** A database of npm alone, built on this machine and in use beside the bundled one. */
async function withNpm(
  cache: string,
  modified = '2026-04-01T00:00:00Z',
): Promise<DatabaseLocation> {
  const feeds = join(root, `${cache}-feeds`);
  const location = { cache: join(root, cache), bundled: join(root, 'bundled') };
  writeBucket(feeds, 'npm', [
    osvRecord('GHSA-bbbb-bbbb-bbbb', ['npm', 'new'], undefined, {
      modified,
      aliases: ['CVE-2026-0003'],
    }),
  ]);
  writeBucket(feeds, 'NuGet', [
    osvRecord('GHSA-cccc-cccc-cccc', ['NuGet', 'only'], undefined, { modified }),
  ]);
  const source = { type: 'directory', path: feeds } as const;
  await updateDatabase({ source, location, trust: { keys: [] } }, scope);
  return location;
}

test('a database of one ecosystem does not hide what came with the program', async () => {
  using index = openIndex(await withNpm('partial'), scope);

  expect(['npm', 'nuget', 'debian-12', 'pypi', 'go'].map((name) => index.has(name))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(index.byPackage('debian-12', 'openssl')).toHaveLength(1);
  expect(index.byPackage('npm', 'new')).toHaveLength(1);
  expect(index.byPackage('npm', 'old')).toEqual([]);
  expect(index.knownExploited('CVE-2026-0002')).toBeDefined();
});

test('facts say which segments are not of the database in use', async () => {
  using index = openIndex(await withNpm('told'), scope);
  index.byPackage('npm', 'new');
  index.byPackage('debian-12', 'openssl');

  const { origin, build, segments } = index.facts();

  expect(origin).toBe('updated');
  expect(segments).toMatchObject([{ name: 'debian-12', origin: 'bundled' }, { name: 'npm' }]);
  expect(segments[0]?.build).toMatch(/^sha256:/);
  expect(segments[0]?.build).not.toBe(build);
  expect(segments[1]).not.toHaveProperty('origin');
});

test('status and search know both', async () => {
  const location = await withNpm('status');

  expect(databaseStatus(location, scope)).toMatchObject({
    inUse: { origin: 'updated' },
    supplement: { origin: 'bundled', segments: ['debian-12', 'kev', 'pypi'] },
  });
  const hits = searchDatabase(location, 'GHSA-OLD0-old0-old0', scope);
  expect(hits.map((hit) => `${hit.segment} ${hit.package}`)).toEqual(['npm new', 'pypi both']);
});

test('names and vectors of both databases are known', async () => {
  using index = openIndex(await withNpm('names'), scope);

  const names = ['CVE-2026-0003', 'GHSA-bbbb-bbbb-bbbb', 'GHSA-old0-old0-old0', 'PYSEC-2026-1'];
  for (const name of names) expect(index.aliasesOf(name)).toEqual(names);
  expect(index.cvssOf('GHSA-bbbb-bbbb-bbbb')).toMatchObject([{ source: 'osv:PyPI', score: 9.8 }]);
});

test('a database that is older than the program fills it up', async () => {
  const location = await withNpm('older');
  const from = join(root, 'program-feeds');
  const modified = '2026-05-01T00:00:00Z';
  writeBucket(from, 'npm', [
    osvRecord('GHSA-dddd-dddd-dddd', ['npm', 'newest'], undefined, { modified }),
  ]);
  await buildDatabase({ from, out: join(root, 'program') }, scope);

  using index = openIndex({ ...location, bundled: join(root, 'program') }, scope);

  expect(index.byPackage('npm', 'new')).toEqual([]);
  expect(index.byPackage('npm', 'newest')).toHaveLength(1);
  expect(index.byPackage('nuget', 'only')).toHaveLength(1);
  expect(index.facts()).toMatchObject({
    origin: 'bundled',
    segments: [{ name: 'npm' }, { name: 'nuget', origin: 'updated' }],
  });
});

test('a database that a person named stands alone', async () => {
  const { cache } = await withNpm('named');
  const from = join(root, 'named-only-feeds');
  writeBucket(from, 'Go', [osvRecord('GO-2020-1', ['Go', 'example.com/a'])]);
  await buildDatabase({ from, out: join(root, 'named-only') }, scope);

  using index = openIndex({ cache, bundled: join(root, 'named-only'), named: true }, scope);

  expect(index.has('go')).toBe(true);
  expect(index.has('npm')).toBe(false);
  expect(index.facts().origin).toBe('named');
});
