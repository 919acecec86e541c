import { expect, onTestFinished, test } from 'vitest';
import type { NetworkConnection } from '#model/network.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { coreMigration } from '../../core-migration.ts';
import { insightMigration } from '../migration.ts';
import { saveAllowed } from './allowed.ts';

function connection(source: string, target: string, port: number): NetworkConnection {
  const ranges = [{ protocol: 'TCP' as const, first: port, last: port }];
  return { source, target, ports: { all: false, ranges } };
}

test('what several connections allow between two workloads is kept together', async () => {
  const database = await openSqlite(':memory:');
  onTestFinished(() => database[Symbol.asyncDispose]());
  await migrate(database, [
    coreMigration,
    { ...insightMigration, sql: insightMigration.sql.filter((one) => one.includes('allowed')) },
  ]);

  const left = await database.transaction((tx) =>
    saveAllowed(tx, 'prod', [
      connection('internet', 'shop/Deployment/web', 80),
      { ...connection('gateway', 'shop/Deployment/web', 443), via: [] },
      connection('shop/Deployment/web', 'shop/Deployment/cart', 1),
      connection('shop/Deployment/web#2', 'shop/Deployment/cart', 2),
      connection('10.0.0.0/8', 'shop/Deployment/cart', 3),
    ]),
  );

  expect(left).toBe(1);
  expect(await database.all('SELECT * FROM allowed_connection ORDER BY source')).toEqual([
    {
      cluster: 'prod',
      source: 'internet',
      target: 'prod/shop/Deployment/web',
      ports: '["tcp/80","tcp/443"]',
    },
    {
      cluster: 'prod',
      source: 'prod/shop/Deployment/web',
      target: 'prod/shop/Deployment/cart',
      ports: '["tcp/1","tcp/2"]',
    },
  ]);
});
