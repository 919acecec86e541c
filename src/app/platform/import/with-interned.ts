import type { SqlDatabase, SqlReader, SqlWriter } from '#contract/sql.ts';
import { inParts, marks, numberOf, padded } from '#estate/row.ts';
import { CaissonError } from '#kit/error.ts';
import type { ScanReport } from '#model/report.ts';
import { internReport, type ReportIds } from './intern-report.ts';

const tries = 5;

/**
 * Does work in a transaction with the rows that a report shares with others. They are made before it, so that imports at the same
 * time do not wait for each other; those that `forgetUnused` took in between are made again. Throws `state.conflict` when they
 * vanish each time.
 */
export async function withInterned<Result>(
  database: SqlDatabase,
  report: ScanReport,
  work: (tx: SqlWriter, ids: ReportIds) => Promise<Result>,
): Promise<Result> {
  for (let count = 0; count < tries; count += 1) {
    const ids = await internReport(database, report);
    const done = await database.transaction(async (tx) =>
      (await areThere(tx, ids)) ? { result: await work(tx, ids) } : undefined,
    );
    if (done !== undefined) return done.result;
  }
  throw new CaissonError('state.conflict', 'rows of this report vanish while it is taken in', {
    hint: 'try again',
  });
}

async function areThere(
  reader: SqlReader,
  { components, faults, problems, remedies }: ReportIds,
): Promise<boolean> {
  return (
    (await haveAll(reader, 'component', components)) &&
    (await haveAll(reader, 'vulnerability', faults)) &&
    (await haveAll(reader, 'problem', problems)) &&
    (await haveAll(reader, 'remedy', remedies.closing)) &&
    (await haveAll(
      reader,
      'remedy',
      new Map([...remedies.introduces.keys()].map((id) => [`${id}`, id])),
    ))
  );
}

async function haveAll(
  reader: SqlReader,
  table: string,
  ids: ReadonlyMap<string, number>,
): Promise<boolean> {
  const wanted = [...new Set(ids.values())];
  let found = 0;
  for (const part of inParts(wanted, 512)) {
    const values = padded(part);
    const row = await reader.first(
      `SELECT count(*) AS n FROM ${table} WHERE id IN (${marks(values)})`,
      values,
    );
    found += numberOf(row, 'n');
  }
  return found === wanted.length;
}
