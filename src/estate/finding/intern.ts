import type { SqlDatabase, SqlReader, SqlValue, SqlWriter } from '#contract/sql.ts';
import { inParts, marks, numberOf, padded, textOf } from '../row.ts';

/** Rows that are told apart by one text column and never change. */
export interface Interned {
  readonly table: string;
  readonly key: string;
  readonly columns: readonly string[];
}

/** Values of a row in the order of `columns`, by its key. */
export type InternedRows = ReadonlyMap<string, readonly SqlValue[]>;

const rowsAtOnce = 2000;

/** Ids of rows by their key; those that are missing are written first, in bounded transactions. */
export async function intern(
  database: SqlDatabase,
  kind: Interned,
  rows: InternedRows,
): Promise<ReadonlyMap<string, number>> {
  const known = await idsOf(database, kind, [...rows.keys()]);
  const missing = missingOf(rows, known);
  for (const part of inParts(missing, rowsAtOnce))
    await database.transaction((tx) => insert(tx, kind, rows, part));
  if (missing.length === 0) return known;
  return new Map([...known, ...(await idsOf(database, kind, missing))]);
}

/** The same inside of a transaction. */
export async function internIn(
  tx: SqlWriter,
  kind: Interned,
  rows: InternedRows,
): Promise<ReadonlyMap<string, number>> {
  const known = await idsOf(tx, kind, [...rows.keys()]);
  const missing = missingOf(rows, known);
  if (missing.length === 0) return known;
  await insert(tx, kind, rows, missing);
  return new Map([...known, ...(await idsOf(tx, kind, missing))]);
}

/** Sorted, so that writers at the same time wait for each other in one order only. */
function missingOf(rows: InternedRows, known: ReadonlyMap<string, number>): readonly string[] {
  return [...rows.keys()].filter((key) => !known.has(key)).toSorted();
}

async function insert(
  tx: SqlWriter,
  { table, key, columns }: Interned,
  rows: InternedRows,
  keys: readonly string[],
): Promise<void> {
  const names = [key, ...columns];
  await tx.runMany(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks(names)}) ON CONFLICT (${key}) DO NOTHING`,
    keys.map((one) => [one, ...(rows.get(one) ?? [])]),
  );
}

async function idsOf(
  reader: SqlReader,
  { table, key }: Interned,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const part of inParts(keys, 512)) {
    const values = padded(part);
    const rows = await reader.all(
      `SELECT id, ${key} AS name FROM ${table} WHERE ${key} IN (${marks(values)})`,
      values,
    );
    for (const row of rows) found.set(textOf(row, 'name'), numberOf(row, 'id'));
  }
  return found;
}
