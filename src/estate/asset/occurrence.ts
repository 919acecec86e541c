import type { SqlWriter } from '#contract/sql.ts';
import { numberOf, textOf } from '../row.ts';

/** A component of an asset: row id of the component, where it was read from, number of its layer (-1: not known). */
export interface StagedOccurrence {
  readonly component: number;
  readonly path: string;
  readonly layer: number;
}

/** Brings the components of an asset to these; what was observed of those that stay is kept. Answers how many rows changed. */
export async function mergeOccurrences(
  tx: SqlWriter,
  asset: number,
  staged: readonly StagedOccurrence[],
): Promise<number> {
  const rows = await tx.all('SELECT component, path, layer FROM occurrence WHERE asset = ?', [
    asset,
  ]);
  const stored = new Map(
    rows.map((row) => [
      keyOf(numberOf(row, 'component'), textOf(row, 'path')),
      numberOf(row, 'layer'),
    ]),
  );
  const wanted = new Map(staged.map((one) => [keyOf(one.component, one.path), one]));
  const gone = rows.filter(
    (row) => !wanted.has(keyOf(numberOf(row, 'component'), textOf(row, 'path'))),
  );
  const fresh = [...wanted].filter(([key, { layer }]) => stored.get(key) !== layer);
  await tx.runMany(
    'DELETE FROM occurrence WHERE asset = ? AND component = ? AND path = ?',
    gone.map((row) => [asset, numberOf(row, 'component'), textOf(row, 'path')]),
  );
  await tx.runMany(
    `INSERT INTO occurrence (asset, component, path, layer) VALUES (?, ?, ?, ?)
     ON CONFLICT (asset, component, path) DO UPDATE SET layer = excluded.layer`,
    fresh.map(([, { component, path, layer }]) => [asset, component, path, layer]),
  );
  return gone.length + fresh.length;
}

function keyOf(component: number, path: string): string {
  return `${component} ${path}`;
}
