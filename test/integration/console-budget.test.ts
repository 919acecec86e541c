import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { builtConsole, hasBrowser, startStage } from '../support/console-browser.ts';

const kilo = 1000;

test('at most 250 kB of packed script at first, 120 kB for any other page', async () => {
  const folder = await builtConsole();
  const index = readFileSync(`${folder}/index.html`, 'utf8');
  const first = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/gu)].map(
    (m) => m[1] ?? '',
  );
  const sizes = new Map(
    globSync(`${folder}/assets/*.js`).map((path) => [
      `assets/${basename(path)}`,
      gzipSync(readFileSync(path), { level: 9 }).length,
    ]),
  );

  const initial = first.reduce((sum, name) => sum + (sizes.get(name) ?? Number.NaN), 0);
  expect(initial).toBeGreaterThan(20 * kilo);
  expect(initial).toBeLessThanOrEqual(250 * kilo);
  const big = [...sizes].filter(([name, size]) => !first.includes(name) && size > 120 * kilo);
  expect(big).toEqual([]);
});

test('the page has no inline script or style, and nothing of another origin', async () => {
  const index = readFileSync(`${await builtConsole()}/index.html`, 'utf8');

  expect(index).not.toMatch(/<script(?![^>]*\bsrc=)/u);
  expect(index).not.toMatch(/<style|style=|https?:\/\//u);
});

test('no schema library reaches the browser', async () => {
  const folder = await builtConsole();
  const scripts = globSync(`${folder}/assets/*.js`);
  const tainted = scripts.filter((path) => /ZodError|\$ZodType/u.test(readFileSync(path, 'utf8')));

  expect(scripts.length).toBeGreaterThan(3);
  expect(tainted).toEqual([]);
});

// How long it takes is measured by bench/console.ts: a busy machine is no fault of the page.
test.skipIf(!hasBrowser)('the first page is there after few requests, each made once', async () => {
  await using stage = await startStage(await builtConsole());
  const page = await stage.open('/');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));

  await page.reload();
  await page.getByRole('heading', { name: 'Fix this first' }).waitFor();

  const api = asked.filter((path) => path.startsWith('/api/'));
  expect(api).toContain('/api/v1/overview');
  expect(asked.length).toBeLessThanOrEqual(40);
  expect(api).toEqual([...new Set(api)]);
});
