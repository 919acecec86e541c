import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDatabase } from './build.ts';
import { verifyDatabase } from './inspect.ts';
import { osvRecord, testDirectory, testScope, writeBucket } from './testing.ts';

const scope = testScope();
const trust = { keys: [], allowUnsigned: true };
let root = '';
beforeAll(async () => {
  root = testDirectory();
  for (const day of [1, 2]) {
    const from = join(root, `feeds-${day}`);
    const records = Array.from({ length: 50 }, (_, index) =>
      osvRecord(`GHSA-aaaa-bbbb-${1000 + index}`, ['npm', `package-${index}`], undefined, {
        modified: `2026-04-0${day}T00:00:00Z`,
      }),
    );
    writeBucket(from, 'npm', records);
    await buildDatabase({ from, out: join(root, `day-${day}`) }, scope);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs statements in a process of their own, with the room's doors and a scope at hand. */
async function run(statements: string): Promise<string> {
  const here = JSON.stringify(new URL('.', import.meta.url).href);
  const code = `
    const load = (name) => import(new URL(name, ${here}).href);
    const { testScope } = await load('testing.ts');
    const { openIndex } = await load('open-index.ts');
    const { updateDatabase } = await load('update.ts');
    const { rmSync, readdirSync } = await import('node:fs');
    // the true time: by the age of files a process tells what another one has under way
    const scope = { ...testScope(), clock: () => new Date() };
    const location = { cache: ${JSON.stringify(join(root, 'cache'))} };
    const source = (day) => ({ type: 'directory', path: ${JSON.stringify(root)} + '/day-' + day });
    const trust = { keys: [], allowUnsigned: true };
    ${statements}`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    '--input-type=module',
    '--eval',
    code,
  ]);
  return stdout.trim();
}

const writer = `
  for (let turn = 0; turn < 10; turn += 1)
    await updateDatabase({ location, source: source(1 + turn % 2), trust, force: true }, scope);
  console.log('done');`;
const reader = `
  let found = 0;
  for (let turn = 0; turn < 40; turn += 1) {
    using index = openIndex(location, scope);
    found += index.byPackage('npm', 'package-' + turn).length;
    for (const name of readdirSync(location.cache + '/segments'))
      if (turn % 5 === 0 && name.endsWith('.sqlite')) rmSync(location.cache + '/segments/' + name, { force: true });
  }
  console.log(found);`;

test('many processes open and update one cache at once', { timeout: 60_000 }, async () => {
  await run('await updateDatabase({ location, source: source(1), trust }, scope);');

  const results = await Promise.all([writer, reader, writer, reader].map(run));

  expect(results).toEqual(['done', '40', 'done', '40']);
  expect(verifyDatabase({ cache: join(root, 'cache') }, trust, scope).problems).toEqual([
    'signature: not by a trusted key',
  ]);
});
