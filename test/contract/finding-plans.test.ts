import { expect, test } from 'vitest';
import { platformMigrations } from '#app/platform/migrations.ts';
import type { SqlDatabase, SqlValue } from '#contract/sql.ts';
import type { FindingFilter } from '#estate/finding/filter.ts';
import { listFindingIds } from '#estate/finding/list.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { seedEstate } from '../support/seed-estate.ts';

/** Plans of all statements of `work` that read findings. */
async function plansOf(
  database: SqlDatabase,
  work: (reader: Pick<SqlDatabase, 'all' | 'first'>) => Promise<unknown>,
): Promise<string> {
  const plans: string[] = [];
  async function all(sql: string, values: readonly SqlValue[] = []) {
    const rows = await database.all(`EXPLAIN QUERY PLAN ${sql}`, values);
    plans.push(...rows.map(({ detail }) => String(detail)));
    return database.all(sql, values);
  }
  await work({ all, first: async (sql, values) => (await all(sql, values))[0] });
  return plans.join('\n');
}

const filters: readonly (readonly [string, FindingFilter])[] = [
  ['nothing', {}],
  ['a tier', { tier: ['P0'], state: ['open'] }],
  ['a rule', { rule: 'CVE-2016-10000' }],
  ['a component', { component: 'libssl-0' }],
  ['a place', { cluster: 'cluster-0' }],
  ['an asset', { asset: '3' }],
  ['an owner', { owner: 'ada' }],
  ['a time', { since: 1 }],
];
const sorts = ['risk', 'severity', 'due', 'seen', 'name'] as const;

test.for(filters.flatMap(([name, filter]) => sorts.map((sort) => ({ name, filter, sort }))))(
  'findings of $name by $sort are not read from end to end while nothing is known of their number',
  async ({ filter, sort }) => {
    const database = await openSqlite(':memory:');
    await using _ = database;
    await migrate(database, platformMigrations);
    async function plan(): Promise<string> {
      return plansOf(database, (reader) =>
        listFindingIds(reader, filter, 'all', { sort, limit: 50 }),
      );
    }

    expect(await plan()).not.toMatch(/SCAN (?:f|g|finding)\b/u);
  },
);

const few = 'rare';
const many = 'often';

/** An installation with `many` in more problems than are named one by one, and `few` in one. */
async function withProblems(database: SqlDatabase): Promise<void> {
  await migrate(database, platformMigrations);
  await seedEstate(database, 'S');
  const rules = [few, ...Array.from({ length: 5000 }, (_, at) => `${many}-${at}`)];
  await database.transaction((tx) =>
    tx.runMany(
      `INSERT INTO problem (identity, kind, rule, title, severity) VALUES (?, 'vulnerability', ?, '', 'low')`,
      rules.map((rule) => [rule, rule]),
    ),
  );
}

test.for([
  { q: few, way: /SEARCH f USING COVERING INDEX finding_of_problem/u },
  { q: many, way: /SEARCH f USING COVERING INDEX finding_by_(?:due|seen|label)/u },
])('of a text that is $q, an index alone leads to the findings', async ({ q, way }) => {
  await using database = await openSqlite(':memory:');
  await withProblems(database);
  for (const sort of ['due', 'seen', 'name'] as const) {
    const plan = await plansOf(database, (reader) =>
      listFindingIds(reader, { q }, 'all', { sort, limit: 50 }),
    );

    expect(plan).toMatch(way);
    expect(plan).not.toMatch(/SCAN (?:f|finding)\b/u);
  }
});
