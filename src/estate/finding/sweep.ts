import type { ChangeLog } from '#contract/platform.ts';
import type { SqlDatabase, SqlRow, SqlWriter } from '#contract/sql.ts';
import { numberOf, textOf } from '../row.ts';
import { noteAll } from './history.ts';
import { settleCounters, takeCensus } from './tally.ts';
import { packTraits, traitsOf } from './traits.ts';

const atOnce = 500;

/** Marks what is past its due date, and tells of it once. Answers how many. Call it every few minutes. */
export async function sweepDue(
  database: SqlDatabase,
  changes: ChangeLog,
  now: number,
): Promise<number> {
  let [total, last] = [0, atOnce];
  while (last === atOnce) {
    last = await database.transaction((tx) => sweepSome(tx, changes, now));
    total += last;
  }
  if (total > 0) changes.committed();
  return total;
}

async function sweepSome(tx: SqlWriter, changes: ChangeLog, now: number): Promise<number> {
  const rows = await tx.all(
    `SELECT f.id AS id, f.asset AS asset, f.traits AS traits, f.severity AS severity, f.tier AS tier, f.due_at AS due_at, p.rule AS rule, p.title AS title
     FROM finding f JOIN problem p ON p.id = f.problem
     WHERE f.breached = 0 AND f.due_order < ? AND f.state IN ('open', 'acknowledged') ORDER BY f.due_order, f.id LIMIT ?`,
    [now, atOnce],
  );
  if (rows.length === 0) return 0;
  const census = await takeCensus(tx, [...new Set(rows.map((row) => numberOf(row, 'asset')))]);
  await tx.runMany(
    'UPDATE finding SET breached = 1, traits = ?, version = version + 1 WHERE id = ?',
    rows.map((row) => [breachedTraits(row), numberOf(row, 'id')]),
  );
  await settleCounters(tx, census, now);
  await noteAll(
    tx,
    rows.map((row) => ({ finding: numberOf(row, 'id'), words: 'past its due date' })),
    { by: 'caisson', now },
  );
  await changes.append(
    tx,
    rows.map((row) => ({
      kind: 'finding.breached',
      subject: `${numberOf(row, 'id')}`,
      text: `${textOf(row, 'rule')} is past its due date: ${textOf(row, 'title')}`,
      severity: textOf(row, 'severity'),
      data: { tier: textOf(row, 'tier'), rule: textOf(row, 'rule'), due: numberOf(row, 'due_at') },
    })),
  );
  return rows.length;
}

function breachedTraits(row: SqlRow): number {
  return packTraits({ ...traitsOf(numberOf(row, 'traits')), breached: 'true' });
}
