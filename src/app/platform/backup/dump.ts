import { createHash } from 'node:crypto';
import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';

const rowsAtOnce = 2000;
/** Tables of events in PostgreSQL; they are beside the state, as the event files of SQLite are. */
export const eventTables: ReadonlySet<string> = new Set(['event', 'event_batch', 'event_hour']);

/** A table with its columns in the order of their names, which is the same on both engines. */
export interface DumpTable {
  readonly name: string;
  readonly columns: readonly string[];
}
type Dialect = 'sqlite' | 'postgres';

/** Tables of the state, by name. */
export async function stateTables(
  reader: SqlReader,
  dialect: Dialect,
): Promise<readonly DumpTable[]> {
  return (await tables(reader, dialect)).filter(({ name }) => !eventTables.has(name));
}

/** Tables of events; only PostgreSQL has any. */
export async function eventTablesOf(
  reader: SqlReader,
  dialect: Dialect,
): Promise<readonly DumpTable[]> {
  if (dialect === 'sqlite') return [];
  return (await tables(reader, dialect)).filter(({ name }) => eventTables.has(name));
}

async function tables(reader: SqlReader, dialect: Dialect): Promise<readonly DumpTable[]> {
  const sql =
    dialect === 'sqlite'
      ? `SELECT t.name AS tab, c.name AS col FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'`
      : `SELECT c.relname AS tab, a.attname AS col FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND a.attnum > 0 AND NOT a.attisdropped`;
  const byTable = Map.groupBy(await reader.all(sql), ({ tab }) => String(tab));
  return [...byTable]
    .map(([name, rows]) => ({ name, columns: rows.map(({ col }) => String(col)).toSorted(byText) }))
    .toSorted((a, b) => byText(a.name, b.name));
}

/** Rows of a table, some thousands at a time; inside of a snapshot or a transaction. */
export async function* readTable(
  reader: SqlReader,
  dialect: Dialect,
  { name, columns }: DumpTable,
): AsyncGenerator<readonly SqlRow[]> {
  const list = columns.map((column) => `"${column}"`).join(', ');
  if (dialect === 'sqlite') yield* byRowNumber(reader, name, list);
  else yield* byCursor(reader, name, list);
}

async function* byRowNumber(
  reader: SqlReader,
  name: string,
  list: string,
): AsyncGenerator<readonly SqlRow[]> {
  let last = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = await reader.all(
      `SELECT rowid AS "row number", ${list} FROM "${name}" WHERE rowid > ? ORDER BY rowid LIMIT ?`,
      [last, rowsAtOnce],
    );
    if (rows.length === 0) return;
    last = Number(rows.at(-1)?.['row number']);
    yield rows;
  }
}

async function* byCursor(
  reader: SqlReader,
  name: string,
  list: string,
): AsyncGenerator<readonly SqlRow[]> {
  await reader.all(`DECLARE dump_rows NO SCROLL CURSOR FOR SELECT ${list} FROM "${name}"`);
  for (;;) {
    const rows = await reader.all(`FETCH ${rowsAtOnce} FROM dump_rows`);
    if (rows.length === 0) break;
    yield rows;
  }
  await reader.all('CLOSE dump_rows');
}

/** A row as one line of JSON: an array in the order of the columns, bytes as `{"b": base64}`. */
export function formatRow(columns: readonly string[], row: SqlRow): string {
  return JSON.stringify(columns.map((column) => toJson(row[column] ?? null)));
}

function toJson(value: SqlValue): unknown {
  return value instanceof Uint8Array ? { b: Buffer.from(value).toString('base64') } : value;
}

/** SHA-256 over rows without regard to their order: the sums of their own digests, by table. */
export class DumpDigest {
  readonly #sums = new Map<string, bigint>();

  add(table: string, line: string): void {
    const digest = createHash('sha256').update(line).digest('hex');
    const sum = (this.#sums.get(table) ?? 0n) + BigInt(`0x${digest}`);
    this.#sums.set(table, BigInt.asUintN(256, sum));
  }

  /** Tables without rows count as absent, so that a later version with more tables has the same. */
  toString(): string {
    const hash = createHash('sha256');
    for (const [table, sum] of [...this.#sums].toSorted(([a], [b]) => byText(a, b)))
      hash.update(`${table} ${sum.toString(16)}\n`);
    return hash.digest('hex');
  }
}

/** The digest of all rows of the state: the same on both engines for the same rows. Table `migration` is left out. */
export async function dumpHash(reader: SqlReader, dialect: Dialect): Promise<string> {
  const digest = new DumpDigest();
  for (const table of await stateTables(reader, dialect)) {
    if (table.name === 'migration') continue;
    for await (const rows of readTable(reader, dialect, table))
      for (const row of rows) digest.add(table.name, formatRow(table.columns, row));
  }
  return digest.toString();
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
