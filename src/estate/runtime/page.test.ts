import { expect, test } from 'vitest';
import type { SqlReader } from '#contract/sql.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { coreMigration } from '../core-migration.ts';
import { type Listing, readPage } from './page.ts';
import { listWorkloads } from './workload-query.ts';

const names = ['web', 'web', 'api', 'db', 'a%b', 'web', 'Zoo'];

async function opened() {
  const database = await openSqlite(':memory:');
  await migrate(database, [coreMigration]);
  await database.transaction((tx) =>
    tx.runMany(
      `INSERT INTO workload (identity, name, kind, cluster, namespace, risk_order, first_seen, last_seen) VALUES (?, ?, 'Pod', 'c', 'n', ?, 1, ?)`,
      names.map((name, at) => [`w${at}`, name, at % 2, at % 3]),
    ),
  );
  return database;
}

test.for(['risk', 'name', 'seen'] as const)(
  'pages of any size, by %s, give what one page gives, each once',
  async (sort) => {
    await using database = await opened();
    const all = await listWorkloads(database, 'all', { sort, limit: 100 });

    for (let limit = 1; limit <= names.length; limit += 1) {
      const ids: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await listWorkloads(database, 'all', { sort, limit, cursor });
        ids.push(...page.rows.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);

      expect(ids).toEqual(all.rows.map(({ id }) => id));
    }
    expect(all.rows).toHaveLength(names.length);
    expect(all.next).toBeUndefined();
  },
);

test.for([
  ['%', ['a%b']],
  ['WEB', ['web', 'web', 'web']],
  ['\0', []],
  ['_', []],
] as const)('a text is sought as it is: %j', async ([q, found]) => {
  await using database = await opened();

  const { rows } = await listWorkloads(database, 'all', { sort: 'name', limit: 100, q });

  expect(rows.map(({ name }) => name)).toEqual(found);
});

test('a cursor of another list is refused', async () => {
  await using database = await opened();
  const { next } = await listWorkloads(database, 'all', { sort: 'name', limit: 1 });

  await expect(
    listWorkloads(database, 'all', { sort: 'risk', limit: 1, cursor: next }),
  ).rejects.toMatchObject({ code: 'input.malformed' });
});

test('a page begins in the index, wherever it is', async () => {
  await using database = await opened();
  const seen: string[] = [];
  const reader: SqlReader = {
    first: (...given) => database.first(...given),
    async all(sql, values) {
      seen.push(sql);
      return database.all(sql, values);
    },
  };
  const listing: Listing = {
    columns: 'w.name',
    from: 'workload w',
    where: [{ sql: 'w.gone_at IS NULL', values: [] }],
    order: { key: 'w.identity', kind: 'string', id: 'w.id', idKind: 'number', direction: 'ASC' },
  };
  const { next } = await readPage(reader, listing, { limit: 2 });

  const { rows } = await readPage(reader, listing, { limit: 2, cursor: next });
  const plan = await database.all(`EXPLAIN QUERY PLAN ${seen[1]}`, ['w1', 2, 3]);

  expect(rows.map(({ sort_key: key }) => key)).toEqual(['w2', 'w3']);
  expect(plan.map(({ detail }) => String(detail)).join()).toMatch(/SEARCH w USING INDEX/u);
});
