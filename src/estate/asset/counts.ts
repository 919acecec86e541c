import type { SqlRow } from '#contract/sql.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { numberOf } from '../row.ts';

/** Columns that `countsOfAsset` reads. */
export const countColumns = 'p0, p1, p2, p3, p4, fixable, exploited';

/** Open and acknowledged findings of an asset, from its row. */
export function countsOfAsset(row: SqlRow | undefined): AnswerOf<'ingestScan'>['findings'] {
  const tiers = {
    P0: numberOf(row, 'p0'),
    P1: numberOf(row, 'p1'),
    P2: numberOf(row, 'p2'),
    P3: numberOf(row, 'p3'),
    P4: numberOf(row, 'p4'),
  };
  return {
    ...tiers,
    total: Object.values(tiers).reduce((sum, one) => sum + one, 0),
    fixable: numberOf(row, 'fixable'),
    exploited: numberOf(row, 'exploited'),
  };
}
