import type { ChangeLog } from '#contract/platform.ts';
import type { SqlDatabase, SqlWriter } from '#contract/sql.ts';
import { readDocument } from '#estate/asset/record.ts';
import { settleContext } from '#estate/context/settle-context.ts';
import { textOf } from '#estate/row.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { ScanReport } from '#model/report.ts';
import type { ReportIds } from './intern-report.ts';
import { changesOf, judge } from './judge.ts';
import { storedReport } from './stored-report.ts';
import { withInterned } from './with-interned.ts';

/**
 * Judges assets anew after something changed where they stand: what they load, how they are reached, what runs them, which
 * exceptions count. Findings are those of their last scans. One transaction an asset; assets without a scan are passed over.
 */
export async function reassess(
  database: SqlDatabase,
  changes: ChangeLog,
  assets: readonly number[],
  now: number,
): Promise<void> {
  for (const id of new Set(assets)) {
    const report = await storedReport(database, id);
    if (report === undefined) {
      await database.transaction((tx) => settleContext(tx, id));
      continue;
    }
    await withInterned(database, report, (tx, ids) =>
      reassessIn(tx, changes, { id, report, ids, now }),
    );
  }
  changes.committed();
}

async function reassessIn(
  tx: SqlWriter,
  changes: ChangeLog,
  {
    id,
    report,
    ids,
    now,
  }: {
    readonly id: number;
    readonly report: ScanReport;
    readonly ids: ReportIds;
    readonly now: number;
  },
): Promise<void> {
  const row = await tx.first('SELECT identity, kind, name FROM asset WHERE id = ?', [id]);
  if (row === undefined) return;
  const kind = (['image', 'host', 'cluster', 'repository'] as const).find(
    (one) => one === textOf(row, 'kind'),
  );
  const kept = await readDocument(tx, id, 'import');
  const facts =
    kept === undefined ? {} : parseJson(Buffer.from(kept).toString(), 'the facts of an import');
  const asset = {
    id,
    identity: textOf(row, 'identity'),
    kind: kind ?? 'image',
    name: textOf(row, 'name'),
  };
  const context = {
    now,
    honoursExceptions: !isRecord(facts) || facts['honoursExceptions'] !== false,
  };
  const merged = await judge(tx, { report, ids, asset, context });
  await changes.append(tx, changesOf(merged, asset.name));
}
