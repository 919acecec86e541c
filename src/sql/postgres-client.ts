import type { PoolClient } from 'pg';
import type { SqlReader, SqlRow, SqlValue, SqlWriter } from '#contract/sql.ts';
import { numbered } from './placeholders.ts';
import { type BulkInsert, bulkInsertOf, bulkText, columnsOf } from './postgres-bulk.ts';
import { postgresFault } from './postgres-fault.ts';
import { rowsOf, sent } from './postgres-values.ts';

const rowsAtOnce = 5000;
const pipelined = 500;

/** Something that can be asked: a connection, or a pool that chooses one. */
export interface Queryable {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>;
}

/** Statements on one connection. Errors are told in the codes of the contract. */
export function readerOn(client: Queryable): SqlReader {
  async function all(sql: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return rowsOf((await ask(client, numbered(sql), values.map(sent))).rows);
  }
  return { all, first: async (sql, values) => (await all(sql, values))[0] };
}

/** What the server takes the values of our statements for, by their text; kept as long as the database is open. */
export type KnownTypes = Map<string, readonly string[]>;

export function writerOn(client: PoolClient, known: KnownTypes): SqlWriter {
  return {
    ...readerOn(client),
    async run(sql, values = []) {
      return (await ask(client, numbered(sql), values.map(sent))).rowCount ?? 0;
    },
    async runMany(sql, rows) {
      const bulk = bulkInsertOf(sql);
      if (bulk === undefined || rows.length < 3) return oneByOne(client, sql, rows);
      const types = known.get(sql) ?? (await typesOf(client, sql));
      known.set(sql, types);
      return atOnce(client, bulk, types, rows);
    },
  };
}

async function atOnce(
  client: PoolClient,
  bulk: BulkInsert,
  types: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<number> {
  const text = bulkText(bulk, types);
  let changes = 0;
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const columns = columnsOf(rows.slice(at, at + rowsAtOnce), types.length, sent);
    changes += (await ask(client, text, [...columns])).rowCount ?? 0;
  }
  return changes;
}

/** What the server takes the values of a statement for. */
async function typesOf(client: PoolClient, sql: string): Promise<readonly string[]> {
  await ask(client, `PREPARE caisson_probe AS ${numbered(sql)}`);
  const [row] = await readerOn(client).all(
    `SELECT array_to_string(parameter_types, ',') AS types FROM pg_prepared_statements WHERE name = 'caisson_probe'`,
  );
  await ask(client, 'DEALLOCATE caisson_probe');
  return String(row?.['types']).split(',');
}

/** Sent without waiting for the answer to each. */
async function oneByOne(
  client: PoolClient,
  sql: string,
  rows: readonly (readonly SqlValue[])[],
): Promise<number> {
  const text = numbered(sql);
  let changes = 0;
  for (let at = 0; at < rows.length; at += pipelined) {
    const answers = await Promise.allSettled(
      rows.slice(at, at + pipelined).map((row) => ask(client, text, row.map(sent))),
    );
    for (const answer of answers) {
      if (answer.status === 'rejected') throw answer.reason; // the first; the others only follow from it
      changes += answer.value.rowCount ?? 0;
    }
  }
  return changes;
}

async function ask(
  client: Queryable,
  text: string,
  values: readonly unknown[] = [],
): ReturnType<Queryable['query']> {
  try {
    return await client.query(text, [...values]);
  } catch (error) {
    throw postgresFault(error);
  }
}
