import { expect, test } from 'vitest';
import type { Change } from '#contract/platform.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { coreMigration } from '../core-migration.ts';
import { createChangeLog } from './change-log.ts';
import { changeMigration } from './migration.ts';

function clock(): Date {
  return new Date(1_700_000_000_000);
}
const change: Change = { kind: 'audit', subject: 'a', text: 'something was done' };

async function openLog() {
  const database = await openSqlite(':memory:');
  await migrate(database, [coreMigration, changeMigration]);
  return { database, log: createChangeLog(database, clock) };
}

test('changes come back oldest first, whole, behind a number', async () => {
  const { database, log } = await openLog();
  await using _ = database;
  const full: Change = {
    kind: 'detection',
    subject: '01H',
    text: 'a shell was started',
    severity: 'high',
    place: { cluster: 'c', namespace: 'n' },
    data: { rule: 'shell', pid: 12n },
  };

  await database.transaction((tx) => log.append(tx, [change, full]));

  const [first, second] = await log.after(0, 'all', 10);
  expect(first).toMatchObject({ ...change, seq: 1, time: 1_700_000_000_000 });
  expect(second).toMatchObject({ ...full, seq: 2, data: { rule: 'shell', pid: '12' } });
  expect(await log.after(1, 'all', 10)).toEqual([second]);
  expect(await log.latest()).toBe(2);
});

test('what was rolled back was never there, and leaves no gap', async () => {
  const { database, log } = await openLog();
  await using _ = database;

  await expect(
    database.transaction(async (tx) => {
      await log.append(tx, [change]);
      throw new Error('lost');
    }),
  ).rejects.toThrow('lost');
  await database.transaction((tx) => log.append(tx, [change]));

  expect((await log.after(0, 'all', 10)).map(({ seq }) => seq)).toEqual([1]);
});

test('reach is that of the change itself, or of any place of the asset it names', async () => {
  const { database, log } = await openLog();
  await using _ = database;
  await database.transaction(async (tx) => {
    await tx.run(
      `INSERT INTO asset (id, kind, identity, name, first_seen, last_seen) VALUES (7, 'image', 'image:x', 'x', 1, 1)`,
    );
    await tx.run(`INSERT INTO asset_place VALUES (7, 'c', 'shop', ''), (7, 'c', 'pay', '')`);
    await tx.run(
      `INSERT INTO finding (id, fingerprint, problem, asset, kind, severity, tier, score, risk_order, state, fixable, exploited, usage, exposure, first_seen, last_seen)
       VALUES (3, 'f', 1, 7, 'vulnerability', 'high', 'P1', 1, 1, 'open', 0, 0, 'unknown', 'unknown', 1, 1)`,
    );
    await log.append(tx, [
      { kind: 'finding.opened', subject: '3', text: 'finding' },
      { kind: 'asset.seen', subject: '7', text: 'asset' },
      { kind: 'detection', subject: 'd', text: 'detection', place: { namespace: 'pay' } },
      { kind: 'audit', subject: 'u', text: 'audit' },
    ]);
  });

  async function seen(namespace: string): Promise<readonly string[]> {
    return (await log.after(0, [{ namespace }], 10)).map(({ text }) => text);
  }
  expect(await seen('shop')).toEqual(['finding', 'asset']);
  expect(await seen('pay')).toEqual(['finding', 'asset', 'detection']);
  expect(await seen('other')).toEqual([]);
  expect(await log.after(0, [], 10)).toEqual([]);
});

test('a change holds no more than a row may', async () => {
  const { database, log } = await openLog();
  await using _ = database;

  await database.transaction((tx) =>
    log.append(tx, [
      {
        kind: 'gap',
        subject: 's'.repeat(999),
        text: 't'.repeat(9999),
        data: { a: 'x'.repeat(99_999) },
      },
    ]),
  );

  const [stored] = await log.after(0, 'all', 1);
  expect(stored?.subject).toHaveLength(300);
  expect(stored?.text).toHaveLength(2000);
  expect(stored?.data).toEqual({ omittedBytes: 100_007 });
});

test('listeners hear of a commit until they leave', async () => {
  const { database, log } = await openLog();
  await using _ = database;
  let heard = 0;
  const leave = log.onCommit(() => {
    heard += 1;
  });

  log.committed();
  leave();
  log.committed();

  expect(heard).toBe(1);
});
