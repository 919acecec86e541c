import { useMemo } from 'react';
import type { Rows } from '../api/hooks.ts';

/** Gives rows an id, where the answer has none; `idOf` must be the same function each time. */
export function useRowIds<Row>(
  rows: Rows<Row>,
  idOf: (row: Row) => string,
): Rows<Row & { readonly id: string }> {
  const named = useMemo(
    () => rows.rows.map((row) => ({ ...row, id: idOf(row) })),
    [rows.rows, idOf],
  );
  return { ...rows, rows: named };
}
