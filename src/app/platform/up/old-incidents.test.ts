import { expect, test } from 'vitest';
import { forgetIncidents, heldForIncidents } from '#estate/runtime/old-incidents.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { platformMigrations } from '../migrations.ts';

const columns =
  'id, title, status, severity, score, opened, updated, closed, container, node, cluster, namespace, repository, detections, body';

async function withIncidents() {
  const database = await openSqlite(':memory:');
  await migrate(database, platformMigrations);
  await database.transaction((tx) =>
    tx.runMany(
      `INSERT INTO incident (${columns}) VALUES (?, '', ?, 'high', 1, 10000000, 20000000, ?, ?, 'n', '', '', '', 1, '{}')`,
      [
        ['open-old', 'open', null, 'c1'],
        ['contained-nowhere', 'contained', null, ''],
        ['resolved-old', 'resolved', 30, 'c2'],
        ['dismissed-without-time', 'dismissed', null, 'c3'],
        ['resolved-new', 'resolved', 90_000_000, 'c4'],
      ],
    ),
  );
  return database;
}

test('closed incidents are forgotten when they are old, open ones never', async () => {
  await using database = await withIncidents();

  const gone = await database.transaction((tx) => forgetIncidents(tx, 80_000_000));

  const rest = await database.all('SELECT id FROM incident ORDER BY id');
  expect(gone).toBe(2);
  expect(rest.map(({ id }) => id)).toEqual(['contained-nowhere', 'open-old', 'resolved-new']);
});

test('what happened around an incident is held until it is closed', async () => {
  await using database = await withIncidents();

  const holds = await heldForIncidents(database);

  expect(holds).toEqual([
    { incident: 'open-old', container: 'c1', from: 6_400_000, to: 23_600_000 },
  ]);
});
