import { expect, test } from 'vitest';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { coreMigration } from '../core-migration.ts';
import { listJobs, readJob, sweepJobs } from './list.ts';
import { jobMigration } from './migration.ts';
import { createJobQueue } from './queue.ts';

async function threeJobs() {
  const database = await openSqlite(':memory:');
  await migrate(database, [coreMigration, jobMigration]);
  const time = { now: 1_000_000 };
  const queue = createJobQueue(database, () => new Date(time.now));
  const ids: string[] = [];
  for (const data of [{ asset: 1 }, { repository: 'registry.example/team/app' }, {}]) {
    time.now += 1000;
    ids.push(
      await database.transaction((tx) => queue.add(tx, { kind: 'scan', subject: 's', data })),
    );
  }
  await database.transaction((tx) =>
    tx.run("INSERT INTO asset_place VALUES (1, 'prod', 'shop', '')"),
  );
  return { database, ids, time };
}

test('newest first, page by page', async () => {
  const { database, ids } = await threeJobs();

  const first = await listJobs(database, 'all', { limit: 2 });
  const second = await listJobs(database, 'all', { limit: 2, cursor: first.next ?? '' });

  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed());
  expect(second.next).toBeUndefined();
  await expect(listJobs(database, 'all', { limit: 2, cursor: 'AAAA' })).rejects.toMatchObject({
    code: 'input.malformed',
  });
  await database[Symbol.asyncDispose]();
});

test.for([
  ['a namespace', [{ cluster: 'prod', namespace: 'shop' }], [0]],
  ['another namespace', [{ cluster: 'prod', namespace: 'bank' }], []],
  ['a repository', [{ repository: 'registry.example/team' }], [1]],
  ['nothing', [], []],
] as const)('%s reaches its own jobs only', async ([, reach, expected]) => {
  const { database, ids } = await threeJobs();

  const { items } = await listJobs(database, reach, { limit: 10 });

  expect(items.map(({ id }) => ids.indexOf(id))).toEqual(expected);
  const outside = ids[2] ?? '';
  await expect(readJob(database, reach, outside)).rejects.toMatchObject({
    code: 'input.not-found',
  });
  await database[Symbol.asyncDispose]();
});

test('what is done is forgotten after a day, what failed after thirty', async () => {
  const { database, ids, time } = await threeJobs();
  const finish = 'UPDATE job SET state = ?, finished = ? WHERE id = ?';
  await database.transaction((tx) =>
    tx.runMany(finish, [
      ['done', time.now, ids[0] ?? ''],
      ['failed', time.now, ids[1] ?? ''],
    ]),
  );
  const day = 86_400_000;

  expect(await database.transaction((tx) => sweepJobs(tx, time.now + day))).toBe(0);
  expect(await database.transaction((tx) => sweepJobs(tx, time.now + day + 1))).toBe(1);
  expect(await database.transaction((tx) => sweepJobs(tx, time.now + 30 * day + 1))).toBe(1);
  await database[Symbol.asyncDispose]();
});
