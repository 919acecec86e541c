import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, newDesk } from '../command-line.ts';
import { writeSampleArchive } from '../sample-database.ts';

let desk: Desk;
beforeAll(() => {
  desk = newDesk();
  mkdirSync(join(desk.work, 'directory'));
  writeSampleArchive(join(desk.work, 'shop.tar'));
  writeFileSync(join(desk.work, 'file'), 'text');
});
afterAll(() => rmSync(desk.root, { recursive: true, force: true }));

const options = [
  '-o',
  '--format',
  '--severity',
  '--show',
  '--fail-on',
  '--exit-code',
  '--exceptions',
  '--vex',
  '--platform',
  '--db-max-age',
  '--mirror',
  '--insecure',
  '--ca',
  '--db',
  '--cache-dir',
  '--report',
  '--from',
  '--out',
  '--key',
];
const flags = [
  '--quiet',
  '--debug',
  '--json-errors',
  '--strict',
  '--flat',
  '--no-cache',
  '--force',
];
const values = [
  'high',
  'kev',
  'json',
  'json=file',
  'table',
  '0',
  'file',
  'directory',
  'none',
  '5d',
];

const word = fc.oneof(
  fc.constantFrom(...options, ...flags, ...values),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '')),
);
const starts = [
  ['scan', 'docker-archive:none.tar'],
  ['scan', 'dir:none'],
  ['scan', 'sbom:none'],
  ['explain'],
  ['db', 'status'],
  ['db', 'search'],
  ['db', 'verify'],
  ['db', 'rollback'],
  ['db', 'build', '--from', 'directory', '--out', 'out'],
  ['db'],
  ['completion'],
  ['help'],
];

const told = /^(?:Usage: |(?:(?:debug|warn): .*\n)*error: [^]*\nhint: .*\n$)/;

test('no command line is a bug, and every failure is told with a hint', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      fc.array(word, { maxLength: 6 }),
      async (start, rest) => {
        const words = [...start, '--offline', ...rest.filter((text) => !/^[./]/.test(text))];

        const { code, err } = await desk.caisson(words);

        expect([0, 2, 3, 4, 5]).toContain(code);
        const isTold =
          code === 0 || err === '' || words.includes('--json-errors') || told.test(err);
        expect(isTold).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
}, 30_000);
