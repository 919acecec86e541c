import { expect, onTestFinished, test } from 'vitest';
import type { Reach } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { coreMigration } from '../core-migration.ts';
import { searchComponents } from './components.ts';
import { listImages } from './images.ts';

const reach: Reach = [{ namespace: 'ours' }];

/** One image that two teams run, with one component. */
async function sharedImage(workloads: readonly (readonly [string, string, number])[]) {
  const database = await openSqlite(':memory:');
  onTestFinished(() => database[Symbol.asyncDispose]());
  await migrate(database, [coreMigration]);
  await database.transaction(async (tx) => {
    await tx.run(
      `INSERT INTO asset (kind, identity, name, first_seen, last_seen, running, exposure) VALUES ('image', 'image:a', 'a', 1, 1, 9, 'internet')`,
    );
    await tx.run(
      `INSERT INTO component (purl, name, version, ecosystem) VALUES ('pkg:npm/b@1', 'b', '1', 'npm')`,
    );
    await tx.run(`INSERT INTO occurrence (asset, component, path) VALUES (1, 1, '')`);
    await tx.run(`INSERT INTO asset_place VALUES (1, '', 'ours', '')`);
    await tx.runMany(
      `INSERT INTO workload (identity, name, kind, cluster, namespace, asset, exposure, running, first_seen, last_seen) VALUES (?, 'w', 'Deployment', '', ?, 1, ?, ?, 1, 1)`,
      workloads.map(([namespace, exposure, running], at) => [
        `${at}`,
        namespace,
        exposure,
        running,
      ]),
    );
  });
  return database;
}

function namesOf(database: SqlDatabase, running: boolean) {
  return listImages(database, { sort: 'risk', limit: 5, running }, reach);
}

test('whether an image runs is told by what runs within reach alone', async () => {
  const database = await sharedImage([
    ['ours', 'isolated', 0],
    ['theirs', 'internet', 9],
  ]);

  expect((await namesOf(database, true)).items).toEqual([]);
  expect((await namesOf(database, false)).items).toMatchObject([
    { running: 0, exposure: 'isolated' },
  ]);
  expect((await searchComponents(database, { q: 'bb', limit: 5 }, reach)).items).toEqual([]);
  expect((await searchComponents(database, { q: 'b', limit: 5 }, reach)).items).toMatchObject([
    { images: 1, running: 0 },
  ]);
  expect((await searchComponents(database, { q: 'b', limit: 5 }, 'all')).items).toMatchObject([
    { images: 1, running: 1 },
  ]);
});

test('an exposure that nobody knows is never better than a known one', async () => {
  const database = await sharedImage([
    ['ours', 'isolated', 1],
    ['ours', 'unknown', 2],
    ['theirs', 'internet', 9],
  ]);

  expect((await namesOf(database, true)).items).toMatchObject([
    { running: 3, exposure: 'unknown' },
  ]);
});
