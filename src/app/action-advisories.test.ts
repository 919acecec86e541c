import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDatabase } from '#advisory/build.ts';
import { openIndex } from '#advisory/open-index.ts';
import { osvRecord, testDirectory, testScope, writeBucket } from '#advisory/testing.ts';
import { actionAdvisories } from './action-advisories.ts';

const scope = testScope();
const vector = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
let root = '';

beforeAll(async () => {
  root = testDirectory();
  writeBucket(join(root, 'feeds'), 'GitHub Actions', [
    osvRecord('GHSA-aaaa-bbbb-cccc', ['GitHub Actions', 'Example/List-Files'], undefined, {
      aliases: ['CVE-2026-0009'],
      severity: [{ type: 'CVSS_V3', score: vector }],
    }),
  ]);
  await buildDatabase({ from: join(root, 'feeds'), out: join(root, 'out') }, scope);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const cases: readonly (readonly [source: string, version: string, ids: readonly string[]])[] = [
  ['example/list-files', 'v1.4.0', ['CVE-2026-0009']],
  ['Example/list-files/sub/path', 'v1', ['CVE-2026-0009']],
  ['example/list-files', 'v2.0.0', []],
  ['example/list-files', 'v2', []],
  ['example/list-files', 'main', []],
  ['example/other', 'v1.0.0', []],
  ['nothing', 'v1.0.0', []],
];

test.for(cases)('%s@%s', ([source, version, ids]) => {
  using index = openIndex({ cache: join(root, 'cache'), bundled: join(root, 'out') }, scope);
  const found = actionAdvisories(() => index)(source, version, scope);

  expect(found.map(({ id }) => id)).toEqual(ids);
  for (const each of found)
    expect(each).toMatchObject({
      severity: 'critical',
      fixedVersion: '2.0.0',
      aliases: ['GHSA-aaaa-bbbb-cccc'],
    });
});

test('the database is opened once, and not before an action is asked about', () => {
  let opened = 0;
  using index = openIndex({ cache: join(root, 'cache'), bundled: join(root, 'out') }, scope);
  const ask = actionAdvisories(() => {
    opened += 1;
    return index;
  });

  expect(opened).toBe(0);
  ask('example/list-files', 'v1.4.0', scope);
  ask('example/other', 'v1.4.0', scope);
  expect(opened).toBe(1);
});
