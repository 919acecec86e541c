import { expect, test } from 'vitest';
import type { SqlDatabase } from '#contract/sql.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import { forgetFixed } from '#estate/finding/forget.ts';
import { readHistory } from '#estate/finding/history.ts';
import { forgetUnused } from '#estate/finding/unused.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { platformMigrations } from '../migrations.ts';
import { reportOf, type SampleFinding } from '../testing-report.ts';
import { importReport } from './import-report.ts';

const day = 86_400_000;
const start = Date.parse('2026-11-01T00:00:00Z');
const before: SampleFinding = { id: 'GHSA-aaaa-bbbb-cccc', name: 'libfoo', score: 9.8 };
const after: SampleFinding = { ...before, id: 'CVE-2026-7', aliases: [before.id] };

async function open() {
  const database = await openSqlite(':memory:');
  await migrate(database, platformMigrations);
  const changes = createChangeLog(database, () => new Date(start));
  async function take(samples: readonly SampleFinding[], at: number) {
    return importReport(database, changes, reportOf(samples, { day: at }), {
      now: start + at * day,
    });
  }
  return { database, changes, take };
}

async function findings(database: SqlDatabase) {
  return database.all(
    `SELECT f.id AS id, v.rule AS rule, f.state AS state, f.owner AS owner, f.first_seen AS first_seen, f.due_at AS due_at, f.tier AS tier
     FROM finding f JOIN vulnerability v ON v.id = f.vulnerability ORDER BY f.id`,
  );
}

test('a fault that gets another canonical id keeps its finding, owner, decision, clock and history', async () => {
  const { database, changes, take } = await open();
  await using _ = database;
  await take([before], 0);
  await database.transaction((tx) =>
    tx.run(`UPDATE finding SET state = 'acknowledged', owner = 'ada'`),
  );
  const [old] = await findings(database);

  const result = await take([after], 1);
  const again = await take([after], 2);

  expect([result, again]).toEqual([
    { asset: '1', opened: 0, closed: 0 },
    { asset: '1', opened: 0, closed: 0 },
  ]);
  expect(await findings(database)).toEqual([{ ...old, rule: after.id }]);
  expect((await readHistory(database, 1))[0]?.text).toContain(
    `${before.id} is now known as ${after.id}`,
  );
  const told = (await changes.after(0, 'all', 20)).map(({ kind }) => kind);
  expect(told.filter((kind) => kind === 'finding.opened')).toHaveLength(1);
  expect(told).toContain('finding.updated');
});

test('of two findings that turn out to be one, the one under the canonical id goes on', async () => {
  const { database, take } = await open();
  await using _ = database;
  await take([{ ...after, aliases: [] }, before], 0);

  const result = await take([after], 1);

  expect(result).toMatchObject({ opened: 0, closed: 1 });
  expect((await findings(database)).map(({ rule, state }) => [rule, state])).toEqual([
    [after.id, 'open'],
    [before.id, 'fixed'],
  ]);
});

test('the same alias in another package is another finding', async () => {
  const { database, take } = await open();
  await using _ = database;
  await take([before], 0);

  const result = await take([{ ...after, name: 'libbar' }], 1);

  expect(result).toMatchObject({ opened: 1, closed: 1 });
});

const tables = [
  'finding',
  'finding_history',
  'problem',
  'sentence',
  'vulnerability',
  'component',
  'finding_tally',
  'vulnerability_tally',
] as const;

async function sizes(database: SqlDatabase): Promise<Readonly<Record<string, number>>> {
  const counts: [string, number][] = [];
  for (const table of tables) {
    const row = await database.first(`SELECT count(*) AS n FROM ${table}`);
    counts.push([table, Number(row?.['n'])]);
  }
  return Object.fromEntries(counts);
}

test('what was fixed long ago is forgotten with all that only it used; counters and past days stay true', async () => {
  const { database, take } = await open();
  await using _ = database;
  await take([after], 0);
  const few = await sizes(database);
  const many = Array.from({ length: 1200 }, (__, at) => ({
    ...before,
    id: `CVE-2026-${1000 + at}`,
  }));
  await take([after, ...many], 1);
  await take([after], 2);
  const fixedDay = await database.all('SELECT * FROM asset_day ORDER BY day');

  expect(await forgetFixed(database, start + 2 * day)).toBe(0);
  expect(await forgetFixed(database, start + 3 * day)).toBe(1200);
  await forgetUnused(database);

  expect(await sizes(database)).toEqual(few);
  expect(await database.all('SELECT * FROM asset_day ORDER BY day')).toEqual(fixedDay);
  expect(await database.all('SELECT sum(n) AS n FROM finding_tally')).toEqual([{ n: 1 }]);
  expect(await forgetUnused(database)).toBe(0);
});

test('rows that were swept while an import was under way are made again', async () => {
  const { database, changes } = await open();
  await using _ = database;
  let isSwept = false;
  const swept: SqlDatabase = {
    ...database,
    dialect: database.dialect,
    all: (sql, values) => database.all(sql, values),
    first: (sql, values) => database.first(sql, values),
    snapshot: (work) => database.snapshot(work),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    transaction: (work) =>
      database.transaction(async (tx) => {
        const row = await tx.first('SELECT count(*) AS n FROM problem');
        if (!isSwept && Number(row?.['n']) > 0) {
          isSwept = true;
          await tx.run('DELETE FROM problem');
        }
        return work(tx);
      }),
  };

  const result = await importReport(swept, changes, reportOf([before]), { now: start });

  expect(isSwept).toBe(true);
  expect(result.opened).toBe(1);
  expect(
    await database.all('SELECT p.rule AS rule FROM finding f JOIN problem p ON p.id = f.problem'),
  ).toEqual([{ rule: before.id }]);
});
