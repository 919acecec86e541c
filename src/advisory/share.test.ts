import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportBundle } from './bundle.ts';
import { directoryFetcher } from './fetcher.ts';
import { verifyDatabase } from './inspect.ts';
import type { Trust } from './location.ts';
import { mirrorDatabase } from './mirror.ts';
import { testDirectory, testScope } from './testing.ts';
import { tarOf } from './testing-archives.ts';
import { writeDays } from './testing-days.ts';
import { files, serve } from './testing-http.ts';
import { type UpdateSource, updateDatabase } from './update.ts';

const scope = testScope();
let trust: Trust;
let root = '';
beforeAll(async () => {
  root = testDirectory();
  trust = await writeDays(root, scope);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function location(name: string) {
  return { cache: join(root, 'caches', name) };
}

function update(source: UpdateSource, name: string, now = '2026-11-22T12:00:00Z') {
  const later = { ...scope, clock: () => new Date(now) };
  return updateDatabase({ source, location: location(name), trust }, later);
}

test('a bundle carries a database, the same one to the same bytes', async () => {
  await update({ type: 'directory', path: join(root, 'day-1') }, 'bundle');
  const [path, again] = [join(root, 'one.tar'), join(root, 'two.tar')];
  exportBundle(location('bundle'), path, scope);
  exportBundle(location('bundle'), again, scope);

  const result = await update({ type: 'bundle', path }, 'from-bundle');

  expect(readFileSync(path).equals(readFileSync(again))).toBe(true);
  expect(result).toMatchObject({ type: 'updated', builtAt: '2026-04-01T00:00:00Z' });
  expect(verifyDatabase(location('from-bundle'), trust, scope).problems).toEqual([]);
});

test.for([
  ['is cut off', (path: string) => truncateSync(path, 5000)],
  ['is no tar file', (path: string) => writeFileSync(path, 'x'.repeat(2000))],
  ['holds other files only', (path: string) => writeFileSync(path, tarOf({ '../x': 'y' }))],
] as const)('a bundle that %s is refused', async ([name, damage]) => {
  await update({ type: 'directory', path: join(root, 'day-1') }, 'bundle');
  const path = join(root, `${name}.tar`);
  exportBundle(location('bundle'), path, scope);
  damage(path);

  await expect(update({ type: 'bundle', path }, name)).rejects.toMatchObject({
    code: 'input.malformed',
  });
});

test('a mirror is verified, taken up again, and never goes back', async () => {
  const directory = join(root, 'mirror');
  const task = { directory, location: location('mirror'), trust };
  const [first, second] = [1, 2].map((day) => directoryFetcher(join(root, `day-${day}`), scope));

  const copied = first && (await mirrorDatabase(first, task, scope));
  const again = first && (await mirrorDatabase(first, task, scope));
  const newer = second && (await mirrorDatabase(second, task, scope));

  expect(copied?.kept).toBe(0);
  expect(again).toMatchObject({ fetchedBytes: 0 });
  expect(newer?.kept).toBeGreaterThan(0);
  await expect(
    mirrorDatabase(directoryFetcher(join(root, 'day-1'), scope), task, scope),
  ).rejects.toMatchObject({ code: 'integrity.rollback' });
  await update({ type: 'directory', path: directory }, 'mirrored');
  expect(verifyDatabase(location('mirrored'), trust, scope).problems).toEqual([]);
});

test('a mirror of what nobody trusted signed is refused', async () => {
  const task = { directory: join(root, 'untrusted'), location: location('x'), trust: { keys: [] } };

  await expect(
    mirrorDatabase(directoryFetcher(join(root, 'day-1'), scope), task, scope),
  ).rejects.toMatchObject({ code: 'integrity.untrusted' });
});

test('a source that asks for a pause is left alone that long, and the old data stays in use', async () => {
  await update({ type: 'directory', path: join(root, 'day-1') }, 'pause');
  let asked = 0;
  const listener = files(join(root, 'day-2'));
  const results = await serve(
    (request, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(429, { 'retry-after': '120' }).end();
      else listener(request, response);
    },
    async (url) => {
      const source = { type: 'http', url } as const;
      return [
        await update(source, 'pause', '2026-11-22T12:00:00Z'),
        await update(source, 'pause', '2026-11-22T12:01:59Z'),
        asked,
        await update(source, 'pause', '2026-11-22T12:02:01Z'),
      ];
    },
  );

  const paused = { type: 'unavailable', reason: { code: 'access.rate-limited' } };
  expect(results).toMatchObject([paused, paused, 1, { type: 'updated' }]);
});
