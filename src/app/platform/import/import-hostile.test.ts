import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChangeLog } from '#estate/change/change-log.ts';
import { isCaissonError } from '#kit/error.ts';
import type { ScanReport } from '#model/report.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { platformMigrations } from '../migrations.ts';
import { readImageDetail } from '../operations/asset-detail.ts';
import { readFinding } from '../operations/finding-detail.ts';
import { keyOf, reportOf } from '../testing-report.ts';
import { importReport } from './import-report.ts';

const now = Date.parse('2026-11-20T00:00:00Z');
const samples = [
  { id: 'CVE-2026-1', name: 'libfoo', score: 9.8, fixed: '2.0', aliases: ['GHSA-1'] },
  { id: 'CVE-2026-2', name: 'libbar', score: 5, exploited: true, due: '2026-12-01' },
];
const sample = reportOf(samples, {
  base: 'debian:12',
  gaps: [{ path: '/x', reason: 'malformed' }],
  plan: {
    actions: [
      {
        kind: 'bump',
        title: 'bump libfoo to 2.0',
        commands: ['npm update'],
        changes: [],
        removes: samples.slice(0, 1).map(keyOf),
        introduces: [],
        effort: 2,
        paths: [],
        blockers: [],
      },
    ],
    before: 2,
    after: 1,
    remaining: [],
  },
});

/** Places of all values in the report. */
const everywhere = [...placesIn(sample, [])];

function* placesIn(value: unknown, path: readonly string[]): Iterable<readonly string[]> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* placesIn(part, [...path, key]);
}

/** A copy with another value, or none, in one place. */
function changed(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((one: unknown, at) => (`${at}` === key ? changed(one, rest, by) : one));
  const entries = Object.entries(value as object).flatMap(([name, part]) => {
    if (name !== key) return [[name, part as unknown] as const];
    return rest.length === 0 && by === undefined ? [] : [[name, changed(part, rest, by)] as const];
  });
  return Object.fromEntries(entries);
}

const strange = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    0,
    -1,
    1e308,
    Number.MAX_SAFE_INTEGER,
    '',
    '\0',
    '\uD800',
    '__proto__',
    "'; DROP TABLE finding; --",
    'x'.repeat(9000),
    [],
    {},
    true,
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

test('property: a mutated report is taken in whole and can be read, or is refused and leaves nothing', async () => {
  const mutations = fc.array(fc.tuple(fc.constantFrom(...everywhere), strange), {
    minLength: 1,
    maxLength: 3,
  });
  const database = await openSqlite(':memory:');
  await using _ = database;
  await migrate(database, platformMigrations);
  const changes = createChangeLog(database, () => new Date(now));
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(mutations, async (list) => {
      const report = list.reduce<unknown>(
        (value, [path, by]) => (isThere(value, path) ? changed(value, path, by) : value),
        sample,
      );
      try {
        const { asset } = await importReport(database, changes, report as ScanReport, { now });
        taken += 1;
        const row = await database.first('SELECT * FROM asset WHERE id = ?', [Number(asset)]);
        await readImageDetail(database, row ?? {}, 'all');
        const rows = await database.all('SELECT id FROM finding WHERE asset = ?', [Number(asset)]);
        for (const { id } of rows) await readFinding(database, `${String(id)}`, 'all');
      } catch (error) {
        if (!isRefusal(error)) throw error;
      }
    }),
    { numRuns: 400 },
  );
  const half = await database.all(
    `SELECT f.id AS id FROM finding f LEFT JOIN problem p ON p.id = f.problem LEFT JOIN asset a ON a.id = f.asset
     WHERE p.id IS NULL OR a.id IS NULL OR a.scanned_at IS NULL`,
  );
  expect(half).toEqual([]);
  expect(taken).toBeGreaterThan(20);
});

function isThere(value: unknown, path: readonly string[]): boolean {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null && Object.hasOwn(part, key)
        ? Reflect.get(part, key)
        : undefined,
    value,
  ) === undefined
    ? path.length === 0
    : true;
}

function isRefusal(error: unknown): boolean {
  return isCaissonError(error) && /^(?:input|limit)\./u.test(error.code);
}

test.for([
  ['nothing', undefined],
  ['a list', []],
  ['no findings', { ...sample, findings: undefined }],
  ['a finding of nothing', { ...sample, findings: [{ finding: null }] }],
  [
    'a component that is nowhere',
    changed(sample, ['inventory', 'components', '0', 'locations'], []),
  ],
  ['a later major version', { ...sample, schemaVersion: '2.0' }],
])('%s is refused before anything is written', async ([, report]) => {
  const database = await openSqlite(':memory:');
  await using _ = database;
  await migrate(database, platformMigrations);
  const changes = createChangeLog(database, () => new Date(now));

  await expect(
    importReport(database, changes, report as ScanReport, { now }),
  ).rejects.toMatchObject({ code: 'input.malformed' });
  expect(await database.all('SELECT id FROM component')).toEqual([]);
});
