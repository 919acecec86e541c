import type { ReactNode } from 'react';
import type { Rows } from '../api/hooks.ts';
import type { GridColumn } from './grid-columns.ts';

/** What a grid is given. `Row` must have an id that is its own. */
export interface GridProps<Row extends { readonly id: string }> {
  /** Name of the grid for screen readers. */
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: Rows<Row>;
  /** Shown where there are no rows: say why (`EmptyState`). */
  readonly empty: ReactNode;
  /** Opens a row: `o`, Enter, click. */
  readonly onOpen?: (row: Row) => void;
  /** Selected ids; with `onSelect`, rows can be selected by `x` and by their box. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (ids: ReadonlySet<string>) => void;
  /** More keys for the current row, such as `e` for an exception. */
  readonly keys?: Readonly<Record<string, (row: Row) => void>>;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  /** Id of the row that a panel shows now. */
  readonly openId?: string | undefined;
  readonly rowHeight?: number;
}

/** A selection with one id put in or taken out. */
export function toggled(
  selected: ReadonlySet<string> | undefined,
  id: string,
): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}
