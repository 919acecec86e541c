import type { SqlRow } from '#contract/sql.ts';
import type { AnswerOf } from '#wire/routes.ts';

/** Columns that `countsOfAsset` reads. */
export const countColumns = 'p0, p1, p2, p3, p4, fixable, exploited';

/** Open findings of an asset, from its row. */
export function countsOfAsset(row: SqlRow): AnswerOf<'ingestScan'>['findings'] {
  const tiers = {
    P0: Number(row['p0'] ?? 0),
    P1: Number(row['p1'] ?? 0),
    P2: Number(row['p2'] ?? 0),
    P3: Number(row['p3'] ?? 0),
    P4: Number(row['p4'] ?? 0),
  };
  return {
    ...tiers,
    total: Object.values(tiers).reduce((sum, one) => sum + one, 0),
    fixable: Number(row['fixable'] ?? 0),
    exploited: Number(row['exploited'] ?? 0),
  };
}
