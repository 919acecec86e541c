import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDatabase } from './build.ts';
import type { BuildOptions } from './build-options.ts';
import { openIndex } from './open-index.ts';
import { osvRecord, testDirectory, testScope, writeBucket } from './testing.ts';

const scope = testScope();
let root = '';
beforeAll(() => {
  root = testDirectory();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function build(name: string, count: number, options: Partial<BuildOptions> = {}) {
  const from = join(root, name, 'feeds');
  const records = Array.from({ length: count }, (_, at) =>
    osvRecord(`GHSA-${String(at).padStart(4, '0')}-aaaa-bbbb`, ['npm', `package-${at}`]),
  );
  writeBucket(from, 'npm', records);
  const out = join(root, name, 'out');
  await buildDatabase({ from, out, ...options }, scope);
  return out;
}

test.for([
  ['loses more than 5 %', 100, 94],
  ['loses all but one', 2, 1],
  ['more than doubles', 100, 250],
] as const)('a feed that %s stops the build', async ([name, before, after]) => {
  const previous = await build(`${name}-before`, before);

  const run = build(`${name}-after`, after, { previous });

  await expect(run).rejects.toMatchObject({
    code: 'input.malformed',
    message: `the build is not published: "osv:npm" has ${after} facts after ${before}`,
  });
  await build(`${name}-after`, after, { previous, acceptChanges: true });
});

test('a feed that changes a little passes', async () => {
  const previous = await build('little-before', 100);

  await expect(build('little-after', 96, { previous })).resolves.toContain('little-after');
});

test('a feed that stopped is told by its age', async () => {
  await expect(build('old', 3, { maxFeedAgeDays: 30 })).rejects.toThrow(
    'the newest record of "osv:npm" is of 2026-03-01',
  );
  await build('old', 3, { maxFeedAgeDays: 365 });
});

test('facts that are known must be there', async () => {
  const known = { segment: 'npm', package: 'package-1', id: 'GHSA-0001-aaaa-bbbb' };

  await build('known', 3, { expected: [known] });

  await expect(
    build('unknown', 1, { expected: [known, { ...known, segment: 'pypi' }] }),
  ).rejects.toThrow(
    '"GHSA-0001-aaaa-bbbb" of "package-1" is missing in npm; segment "pypi" is not there',
  );
});

test('directories of vendors are read, and their facts and support periods are found', async () => {
  const from = join(root, 'vendors', 'feeds');
  mkdirSync(join(from, 'eol'), { recursive: true });
  writeFileSync(
    join(from, 'eol', 'debian.json'),
    JSON.stringify([{ cycle: '12', releaseDate: '2023-06-10', eol: '2026-07-11' }]),
  );
  const out = join(root, 'vendors', 'out');

  const { feeds } = await buildDatabase({ from, out }, scope);

  expect(feeds).toMatchObject([{ name: 'eol', facts: 1 }]);
  using index = openIndex({ cache: join(root, 'vendors', 'cache'), bundled: out }, scope);
  expect(index.lifecyclesOf('debian')[0]).toMatchObject({ line: '13' });
  expect(index.lifecyclesOf('debian')[1]).toMatchObject({
    line: '12',
    supportedUntil: '2026-07-11',
    extendedUntil: '2028-06-30',
  });
  expect(index.lifecyclesOf('python')[0]).toMatchObject({ product: 'python', line: '3.14' });
  expect(index.lifecyclesOf('no-such-product')).toEqual([]);
});
