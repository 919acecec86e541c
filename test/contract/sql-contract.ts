import { describe, expect, test } from 'vitest';
import type { SqlDatabase, SqlValue } from '#contract/sql.ts';
import { migrate } from '../../src/sql/migrate.ts';

const table = {
  number: 1,
  name: 'things',
  sql: [
    'CREATE TABLE thing (id {id}, name text NOT NULL UNIQUE, size bigint, share double precision, body {bytes})',
    'CREATE TABLE tally (name text PRIMARY KEY, n bigint NOT NULL)',
  ],
};
const insert = 'INSERT INTO thing (name, size, share, body) VALUES (?, ?, ?, ?)';
const values: readonly (readonly [string, SqlValue, string])[] = [
  ['a whole number', 9_007_199_254_740_991, 'size'],
  ['a negative number', -1, 'size'],
  ['a fraction', 0.1, 'share'],
  ['bytes', new Uint8Array([0, 255, 92, 120, 39]), 'body'],
  ['no bytes', new Uint8Array(), 'body'],
  ['nothing', null, 'size'],
];
const texts = [
  "it's",
  'a ? mark',
  '\\x41',
  '{a,"b"}',
  'NULL',
  '',
  '💥\u{10FFFF}',
  '\r\n\t\u001B[31m',
  '$1',
];

/** What every engine has to keep to; `open` gives an empty database that the test closes. */
export function sqlContract(engine: string, open: () => Promise<SqlDatabase>): void {
  async function filled(names: readonly string[] = []): Promise<SqlDatabase> {
    const database = await open();
    await migrate(database, [table]);
    await database.transaction((tx) =>
      tx.runMany(
        insert,
        names.map((name, at) => [name, at, null, null]),
      ),
    );
    return database;
  }

  describe(`${engine}`, () => {
    test.for(values)('gives back %s', async ([, value, column]) => {
      await using database = await filled();

      const row = await database.transaction(async (tx) => {
        await tx.run(`INSERT INTO thing (name, ${column}) VALUES (?, ?)`, ['one', value]);
        return tx.first(`SELECT ${column} AS kept FROM thing`);
      });

      expect(row?.['kept']).toEqual(value);
    });

    test('gives back every text, one by one and in bulk', async () => {
      await using database = await filled(texts);

      const rows = await database.all('SELECT name FROM thing ORDER BY size');
      const found = await Promise.all(
        texts.map((name) => database.first('SELECT name FROM thing WHERE name = ?', [name])),
      );

      expect(rows.map(({ name }) => name)).toEqual(texts);
      expect(found.map((row) => row?.['name'])).toEqual(texts);
    });

    test('NUL and half surrogates in text cannot make a write fail', async () => {
      await using database = await filled(['a\0b', 'c\uD800d']);

      const rows = await database.all('SELECT name FROM thing ORDER BY size');

      expect(rows).toEqual([{ name: 'a\uFFFDb' }, { name: 'c\uFFFDd' }]);
    });

    test('a question mark in quotes or comments is none', async () => {
      await using database = await filled();

      const row = await database.first(`SELECT '?' AS mark, ? AS given -- is it?\n /* ? */`, ['x']);

      expect(row).toEqual({ mark: '?', given: 'x' });
    });

    test('sums, counts and truth are numbers', async () => {
      await using database = await filled(['a', 'b']);

      const row = await database.first(
        `SELECT count(*) AS n, sum(size) AS s, max(size) AS m, count(*) > 1 AS more, sum(CASE WHEN size > ? THEN 1 ELSE 0 END) AS c FROM thing`,
        [0],
      );

      expect(row).toEqual({ n: 2, s: 1, m: 1, more: 1, c: 1 });
    });

    test.for([[2 ** 53], [Number.NaN], [Number.POSITIVE_INFINITY]])(
      'refuses the number %s',
      async ([value]) => {
        await using database = await filled();

        const write = database.transaction((tx) => tx.run(insert, ['a', value ?? 0, null, null]));

        await expect(write).rejects.toMatchObject({ code: 'internal.bug' });
      },
    );

    test('text is ordered by its bytes, and LIKE minds capitals', async () => {
      await using database = await filled(['b', 'A', 'a', 'B', 'é', '_']);

      const rows = await database.all('SELECT name FROM thing ORDER BY name');
      const like = await database.all('SELECT name FROM thing WHERE name LIKE ?', ['a%']);

      expect(rows.map(({ name }) => name)).toEqual(['A', 'B', '_', 'a', 'b', 'é']);
      expect(like).toEqual([{ name: 'a' }]);
    });

    test('a transaction that throws leaves nothing behind', async () => {
      await using database = await filled(['kept']);

      const failing = database.transaction(async (tx) => {
        await tx.run('DELETE FROM thing');
        throw new RangeError('changed my mind');
      });

      await expect(failing).rejects.toThrow('changed my mind');
      expect(await database.all('SELECT name FROM thing')).toEqual([{ name: 'kept' }]);
    });

    test('a name that is taken is a conflict, and the next transaction works', async () => {
      await using database = await filled(['a']);

      await expect(
        database.transaction((tx) => tx.run(insert, ['a', 1, null, null])),
      ).rejects.toMatchObject({ code: 'state.conflict' });

      const changed = await database.transaction((tx) =>
        tx.run('UPDATE thing SET size = ? WHERE name = ?', [7, 'a']),
      );
      expect(changed).toBe(1);
    });

    test('a failed statement fails its whole transaction, even when somebody caught it', async () => {
      await using database = await filled(['a']);

      const careless = database.transaction(async (tx) => {
        await tx.run('DELETE FROM thing');
        await tx.run('SELECT no_such_column FROM thing').catch(() => 0);
        await tx.run(insert, ['b', 1, null, null]).catch(() => 0);
      });

      await expect(careless).rejects.toMatchObject({ name: 'CaissonError' });
      expect(await database.all('SELECT name FROM thing')).toEqual([{ name: 'a' }]);
    });

    test('RETURNING, ON CONFLICT and row values work as in the contract', async () => {
      await using database = await filled(['a']);

      const [row] = await database.transaction((tx) =>
        tx.all(
          'INSERT INTO thing (name, size) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET size = excluded.size RETURNING name, size',
          ['a', 5],
        ),
      );
      const behind = await database.all(
        'SELECT name FROM thing WHERE (size, name) > (?, ?) LIMIT ?',
        [4, 'z', 10],
      );

      expect(row).toEqual({ name: 'a', size: 5 });
      expect(behind).toEqual([{ name: 'a' }]);
    });

    test('many rows that meet one another are counted one after the other', async () => {
      await using database = await filled();
      const sql =
        'INSERT INTO tally (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = tally.n + excluded.n';

      await database.transaction((tx) =>
        tx.runMany(
          sql,
          Array.from({ length: 1203 }, (_, at) => [`t${at % 3}`, 1]),
        ),
      );

      expect(await database.all('SELECT name, n FROM tally ORDER BY name')).toEqual([
        { name: 't0', n: 401 },
        { name: 't1', n: 401 },
        { name: 't2', n: 401 },
      ]);
    });

    test('many rows: what is there already is skipped and not counted', async () => {
      await using database = await filled(['n3']);
      const rows = Array.from({ length: 12_000 }, (_, at) => [
        `n${at % 11_999}`,
        at,
        at / 3,
        new Uint8Array([at % 256]),
      ]);

      const changed = await database.transaction((tx) =>
        tx.runMany(`${insert} ON CONFLICT DO NOTHING`, rows),
      );

      expect(changed).toBe(11_998);
      expect(
        await database.first('SELECT size, body FROM thing WHERE name = ?', ['n11998']),
      ).toEqual({
        size: 11_998,
        body: new Uint8Array([11_998 % 256]),
      });
    });

    test('many updates, many deletes, none at all', async () => {
      await using database = await filled(['a', 'b', 'c']);

      const counts = await database.transaction(async (tx) => [
        await tx.runMany('UPDATE thing SET size = ? WHERE name = ?', [
          [10, 'a'],
          [11, 'b'],
          [12, 'x'],
          [13, 'c'],
        ]),
        await tx.runMany('DELETE FROM thing WHERE name = ?', [['a'], ['x']]),
        await tx.runMany(insert, []),
      ]);

      expect(counts).toEqual([3, 1, 0]);
    });

    test('a snapshot does not see what is written meanwhile', async () => {
      await using database = await filled(['a']);
      if ((await database.all('SELECT 1 AS x')).length === 0 || engine.includes('memory')) return;

      const counts = await database.snapshot(async (reader) => {
        const before = await reader.first('SELECT count(*) AS n FROM thing');
        await database.transaction((tx) => tx.run(insert, ['b', 1, null, null]));
        return [before?.['n'], (await reader.first('SELECT count(*) AS n FROM thing'))?.['n']];
      });

      expect(counts).toEqual([1, 1]);
      expect(await database.first('SELECT count(*) AS n FROM thing')).toEqual({ n: 2 });
    });

    test('transactions at once add up as if they came one after the other', async () => {
      await using database = await filled();

      await Promise.all(
        Array.from({ length: 20 }, () =>
          database.transaction(async (tx) => {
            const row = await tx.first('SELECT max(n) AS n FROM tally');
            const next = Number(row?.['n'] ?? 0) + 1;
            await tx.run('INSERT INTO tally (name, n) VALUES (?, ?)', [`row ${next}`, next]);
          }),
        ),
      );

      expect(await database.first('SELECT count(*) AS n, max(n) AS m FROM tally')).toEqual({
        n: 20,
        m: 20,
      });
    });

    test('what only reads cannot write', async () => {
      await using database = await filled(['a']);
      if (engine.includes('memory')) return;

      await expect(database.all('DELETE FROM thing RETURNING name')).rejects.toMatchObject({
        name: 'CaissonError',
      });
      expect(await database.first('SELECT count(*) AS n FROM thing')).toEqual({ n: 1 });
    });

    test('a step of the schema runs once, later ones keep the data', async () => {
      await using database = await filled(['a']);
      const later = {
        number: 7,
        name: 'colour',
        sql: ["ALTER TABLE thing ADD COLUMN colour text NOT NULL DEFAULT 'red'"],
      };

      const runs = await Promise.all([
        migrate(database, [later, table]),
        migrate(database, [table, later]),
      ]);
      const again = await migrate(database, [table, later]);

      expect(runs.flat()).toEqual(['colour']);
      expect(again).toEqual([]);
      expect(await database.all('SELECT name, colour FROM thing')).toEqual([
        { name: 'a', colour: 'red' },
      ]);
    });

    test('a step that fails leaves nothing of itself', async () => {
      await using database = await filled(['a']);
      const broken = {
        number: 8,
        name: 'broken',
        sql: ['CREATE TABLE half (n bigint)', 'CREATE TABLE half (n bigint)'],
      };

      await expect(migrate(database, [table, broken])).rejects.toMatchObject({
        name: 'CaissonError',
      });

      const whole = { ...broken, sql: ['CREATE TABLE half (n bigint)'] };
      expect(await migrate(database, [table, whole])).toEqual(['broken']);
    });

    test('a database of a newer program is refused, by name', async () => {
      await using database = await filled(['a']);
      await migrate(database, [table, { number: 9, name: 'from the future', sql: [] }]);

      await expect(migrate(database, [table])).rejects.toThrow('9 "from the future"');
    });
  });
}
