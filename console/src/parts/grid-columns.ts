import type { ReactNode } from 'react';

/** A column of a grid. */
export interface GridColumn<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Width as a track of a CSS grid: `2fr`, `90px`. */
  readonly width: string;
  /** Least width in px; 0 where a column may shrink at will. */
  readonly min: number;
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
    const needed = column.min + 12;
    if (column.priority > 1 && needed > left) continue;
    left -= needed;
    kept.add(column.id);
  }
  return columns.filter((column) => kept.has(column.id));
}

/** The tracks of the grid. */
export function templateOf<Row>(
  columns: readonly GridColumn<Row>[],
  isSelectable: boolean,
): string {
  const tracks = columns.map((column) =>
    column.width.endsWith('fr') ? `minmax(${column.min}px, ${column.width})` : column.width,
  );
  return [...(isSelectable ? ['20px'] : []), ...tracks].join(' ');
}
