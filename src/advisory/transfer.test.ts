import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPointer } from './database.ts';
import { databaseStatus, verifyDatabase } from './inspect.ts';
import type { Trust } from './location.ts';
import { openIndex } from './open-index.ts';
import { searchDatabase } from './search.ts';
import { testDirectory, testScope } from './testing.ts';
import { writeDays } from './testing-days.ts';
import { exportDatabase, rollBackDatabase } from './transfer.ts';
import { type UpdateSource, updateDatabase } from './update.ts';

const scope = testScope();
let trust: Trust;
let root = '';
beforeAll(async () => {
  root = testDirectory();
  trust = await writeDays(root, scope);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function options(name: string, source: UpdateSource) {
  return { location: { cache: join(root, 'caches', name) }, source, trust };
}

function day(number: number): UpdateSource {
  return { type: 'directory', path: join(root, `day-${number}`) };
}

test('kept builds can be gone back to until the next update', async () => {
  const { location } = options('kept', day(1));
  const { build: first } = await updateDatabase(options('kept', day(1)), scope);
  const { build: second } = await updateDatabase(options('kept', day(2)), scope);

  rollBackDatabase(location);
  using index = openIndex({ ...location, bundled: join(root, 'day-2') }, scope);
  const { build: third } = await updateDatabase(options('kept', day(3)), scope);

  expect(index.facts().build).toBe(first);
  expect(readPointer(location.cache)?.builds).toEqual([third, first, second]);
  expect(databaseStatus(location, scope).kept).toHaveLength(3);
});

test('what no kept build needs is removed after an hour', async () => {
  const later = { ...scope, clock: () => new Date(Date.now() + 7_200_000) };
  const { location } = options('pruned', day(1));
  const { build: first } = await updateDatabase(options('pruned', day(1)), scope);
  writeFileSync(join(location.cache, 'blobs', 'sha256', 'left-over'), '');

  await updateDatabase(options('pruned', day(2)), later);

  const blobs = readdirSync(join(location.cache, 'blobs', 'sha256'));
  expect(blobs).not.toContain('left-over');
  expect(readPointer(location.cache)?.builds).toContain(first);
  rollBackDatabase(location);
  expect(verifyDatabase(location, trust, later).problems).toEqual([]);
});

test('an exported database can be imported elsewhere with its signature', async () => {
  await updateDatabase(options('exporting', day(2)), scope);
  const { location } = options('exporting', day(2));
  const out = join(root, 'exported');

  const exported = exportDatabase(location, out, scope);
  const imported = await updateDatabase(
    options('importing', { type: 'directory', path: out }),
    scope,
  );

  expect(imported.build).toBe(exported);
});

test('status tells which database is used and how old it is', async () => {
  await updateDatabase(options('status', day(1)), scope);
  const location = { ...options('status', day(1)).location, bundled: join(root, 'day-3') };

  const status = databaseStatus(location, scope);

  expect(status.inUse).toMatchObject({ origin: 'bundled', ageDays: 233 });
  expect(status.updated).toMatchObject({ origin: 'updated' });
});

test('search finds packages by name, and by part of it when there is none of that name', async () => {
  await updateDatabase(options('search', day(1)), scope);
  const { location } = options('search', day(1));

  expect(searchDatabase(location, 'OpenSSL', scope)).toMatchObject([
    { segment: 'debian-12', package: 'openssl', advisories: [{ id: 'DEBIAN-CVE-2026-0001' }] },
  ]);
  expect(searchDatabase(location, 'left', scope)).toMatchObject([{ package: 'left-pad' }]);
  expect(searchDatabase(location, 'right', scope)).toEqual([]);
});

test.for(['DEBIAN-CVE-2026-0001', 'cve-2026-0001'])('search finds %s by its id', async (id) => {
  const wanted = options(`search-${id}`, day(1));
  await updateDatabase(wanted, scope);

  expect(searchDatabase(wanted.location, id, scope)).toMatchObject([
    { segment: 'debian-12', package: 'openssl', advisories: [{ id: 'DEBIAN-CVE-2026-0001' }] },
  ]);
  expect(searchDatabase(wanted.location, 'CVE-2026-9999', scope)).toEqual([]);
});

test('verify tells which segment is damaged', async () => {
  await updateDatabase(options('verify', day(1)), scope);
  const { location } = options('verify', day(1));
  const blobs = join(location.cache, 'blobs', 'sha256');
  for (const name of readdirSync(blobs)) writeFileSync(join(blobs, name), 'x');

  expect(verifyDatabase(location, trust, scope).problems).toHaveLength(4);
});
