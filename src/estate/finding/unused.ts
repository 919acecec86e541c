import type { SqlDatabase } from '#contract/sql.ts';
import { inParts, marks, numberOf } from '../row.ts';

/** Rows looked at in one step. */
const atOnce = 1000;

interface Shared {
  readonly table: string;
  /** What uses a row `s` of it: tables with the column that names it. */
  readonly users: readonly (readonly [table: string, column: string])[];
}

/** Rows that many findings share; those that others of them use come behind those others. */
const shared: readonly Shared[] = [
  { table: 'problem', users: [['finding', 'problem']] },
  { table: 'sentence', users: [['finding', 'sentence']] },
  { table: 'vulnerability', users: [['finding', 'vulnerability']] },
  {
    table: 'remedy',
    users: [
      ['finding', 'remedy'],
      ['remedy_cost', 'remedy'],
    ],
  },
  {
    table: 'component',
    users: [
      ['occurrence', 'component'],
      ['problem', 'component'],
      ['loaded', 'component'],
    ],
  },
];

/** Counters by what they count. */
const tallies = [
  ['finding_tally', 'traits'],
  ['vulnerability_tally', 'vulnerability'],
  ['remedy_tally', 'remedy'],
] as const;

/**
 * Deletes shared rows (problems, sentences, faults, remedies, components) that nothing uses any more, and counters that stand at
 * nothing, in steps of at most 1000 rows. An import that is about to use such a row makes it again. Answers how many went.
 */
export async function forgetUnused(database: SqlDatabase): Promise<number> {
  let total = 0;
  for (const one of shared) total += await sweep(database, one);
  for (const [table, column] of tallies) total += await sweepTally(database, table, column);
  return total;
}

async function sweep(database: SqlDatabase, { table, users }: Shared): Promise<number> {
  const unused = users
    .map(([user, column]) => `NOT EXISTS (SELECT 1 FROM ${user} u WHERE ${usedBy(user, column)})`)
    .join(' AND ');
  let total = 0;
  for (let after = 0; ; ) {
    const page = await database.all(
      `SELECT id FROM ${table} WHERE id > ? ORDER BY id LIMIT ${atOnce}`,
      [after],
    );
    const last = page.at(-1);
    if (last === undefined) return total;
    const range = [after, numberOf(last, 'id')];
    const found = await database.all(
      `SELECT s.id AS id FROM ${table} s WHERE s.id > ? AND s.id <= ? AND ${unused}`,
      range,
    );
    const ids = found.map((row) => numberOf(row, 'id'));
    if (ids.length > 0)
      total += await database.transaction((tx) =>
        tx.run(`DELETE FROM ${table} AS s WHERE s.id IN (${marks(ids)}) AND ${unused}`, ids),
      );
    after = numberOf(last, 'id');
  }
}

/** The second half lets engines use the index of findings that have a remedy. */
function usedBy(user: string, column: string): string {
  const own = `u.${column} = s.id`;
  return column === 'remedy' && user === 'finding' ? `${own} AND u.remedy <> 0` : own;
}

async function sweepTally(database: SqlDatabase, table: string, column: string): Promise<number> {
  const rows = await database.all(
    `SELECT DISTINCT ${column} AS id FROM ${table} WHERE n = 0 ORDER BY ${column}`,
  );
  let total = 0;
  for (const part of inParts(rows, atOnce)) {
    const ids = part.map((row) => numberOf(row, 'id'));
    total += await database.transaction((tx) =>
      tx.run(`DELETE FROM ${table} WHERE ${column} IN (${marks(ids)}) AND n = 0`, ids),
    );
  }
  return total;
}
