import type { ReactNode } from 'react';

/** A column of a grid; `columns.tsx` makes the usual ones. */
export interface GridColumn<Row> {
  /** Stands in the head; no two columns of a grid have the same. */
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Width in px; with `grow` the least. */
  readonly width: number;
  /** Share of the width that is left over. */
  readonly grow?: number;
  /** 1 is always shown; the higher, the sooner a column gives way. */
  readonly priority: 1 | 2 | 3 | 4;
  /** Value of `sort` that orders by this column. */
  readonly sort?: string;
  readonly isNumber?: boolean;
  /** In cards: the label before the value; none where the value speaks for itself. */
  readonly label?: string;
}

/** Columns that fit into a width, the most important first to stay. */
export function shownColumns<Row>(
  columns: readonly GridColumn<Row>[],
  width: number,
): readonly GridColumn<Row>[] {
  if (width <= 0) return columns;
  let left = width - 32;
  const kept = new Set<string>();
  for (const column of columns.toSorted((a, b) => a.priority - b.priority)) {
    const needed = column.width + 12;
    if (column.priority > 1 && needed > left) continue;
    left -= needed;
    kept.add(column.title);
  }
  return columns.filter((column) => kept.has(column.title));
}

/** The tracks of the grid. */
export function templateOf<Row>(
  columns: readonly GridColumn<Row>[],
  isSelectable: boolean,
): string {
  const tracks = columns.map(({ width, grow }) =>
    grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`,
  );
  return [...(isSelectable ? ['20px'] : []), ...tracks].join(' ');
}
