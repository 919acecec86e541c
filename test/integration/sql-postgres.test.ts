import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/sql/migrate.ts';
import { openPostgres } from '../../src/sql/open-postgres.ts';
import { sqlContract } from '../contract/sql-contract.ts';
import { hasPostgres, type PostgresServer, startPostgres } from './testing/postgres.ts';
import { SlowLink } from './testing/slow-link.ts';

const scope = { log: { debug() {}, info() {}, warn() {}, error() {} } };
let server: PostgresServer;

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  sqlContract('a database', async () => openPostgres(await server.create(), scope));

  test('a server that went away is told, and used again when it is back', async () => {
    await using database = await openPostgres(await server.create(), scope);
    await database.transaction((tx) => tx.run('CREATE TABLE kept (n bigint)'));
    const pending = database.all('SELECT pg_sleep(30)');
    const writing = database.transaction(async (tx) => {
      await tx.run('INSERT INTO kept VALUES (?)', [1]);
      await tx.run('SELECT pg_sleep(30)');
    });
    const outcomes = Promise.allSettled([pending, writing]);
    await expect
      .poll(() =>
        database.first(
          `SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`,
        ),
      )
      .toEqual({ n: 2 });

    await server.stop('immediate');
    const lost = await outcomes;
    const absent = await Promise.allSettled([
      database.all('SELECT 1 AS x'),
      database.transaction((tx) => tx.run('INSERT INTO kept VALUES (2)')),
    ]);
    await server.start();

    for (const outcome of [...lost, ...absent])
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'access.unreachable' } });
    expect(await database.transaction((tx) => tx.run('INSERT INTO kept VALUES (3)'))).toBe(1);
    expect(await database.all('SELECT n FROM kept')).toEqual([{ n: 3 }]);
  });

  test('a server that vanishes and resets nothing is given up while statements are under way', async () => {
    const address = new URL(await server.create());
    await using link = await SlowLink.to(Number(address.port));
    address.port = `${link.port}`;
    await using database = await openPostgres(address.href, scope);
    await database.transaction((tx) => tx.run('CREATE TABLE kept (n bigint)'));
    const reading = database.all('SELECT 1 AS gone FROM pg_sleep(300)');
    const writing = database.transaction(async (tx) => {
      await tx.run('INSERT INTO kept VALUES (?)', [1]);
      await tx.run('SELECT 1 AS gone FROM pg_sleep(300)');
    });
    const outcomes = Promise.allSettled([reading, writing]);
    await expect
      .poll(() =>
        database.first(
          `SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE 'SELECT 1 AS gone%'`,
        ),
      )
      .toEqual({ n: 2 });

    link.hold();
    const lost = await outcomes;
    link.release();

    for (const outcome of lost)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'access.unreachable' } });
    await expect
      .poll(() =>
        database.transaction((tx) => tx.run('INSERT INTO kept VALUES (3)')).catch(() => 0),
      )
      .toBe(1);
    expect(await database.all('SELECT n FROM kept')).toEqual([{ n: 3 }]);
  });

  test('a statement that takes long on a server that answers is left alone', async () => {
    await using database = await openPostgres(await server.create(), scope);

    expect(await database.all('SELECT 1 AS n FROM pg_sleep(22)')).toEqual([{ n: 1 }]);
  });

  test('processes that come up together make the schema once', async () => {
    const url = await server.create();
    const steps = [1, 2, 3].map((number) => ({
      number,
      name: `step ${number}`,
      sql: [`CREATE TABLE t${number} (id {id})`],
    }));
    const databases = await Promise.all([1, 2, 3, 4].map(() => openPostgres(url, scope)));

    const done = await Promise.all(databases.map((database) => migrate(database, steps)));
    await Promise.all(databases.map((database) => database[Symbol.asyncDispose]()));

    expect(done.flat().toSorted()).toEqual(['step 1', 'step 2', 'step 3']);
  });

  test('a read that takes too long ends', async () => {
    await using database = await openPostgres(await server.create(), scope, { timeoutMs: 200 });

    await expect(database.all('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: 'limit.time' });
  });

  test.for([
    ['no such database', 'input.not-found', (url: string) => `${url}_none`],
    ['nobody listens', 'access.unreachable', (url: string) => url.replace(/:\d+\//u, ':1/')],
  ] as const)('%s: %s, and the password is not told', async ([, code, change]) => {
    const url = change(await server.create()).replace('caisson@', 'caisson:hunter2@');

    const error: unknown = await openPostgres(url, scope).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('hunter2');
  });
});
