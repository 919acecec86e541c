import type { MouseEvent, ReactNode } from 'react';
import type { GridColumn } from './grid-columns.ts';
import { type GridProps, toggled } from './grid-props.ts';
import { Icon } from './icon.tsx';

/** The head of a grid; columns that can be sorted by are buttons. */
export function GridHead<Row extends { readonly id: string }>(props: {
  readonly grid: GridProps<Row>;
  readonly columns: readonly GridColumn<Row>[];
}): ReactNode {
  const { grid } = props;
  return (
    <div role="rowgroup" className="grid-head-group">
      <div className="grid-head" role="row" aria-rowindex={1}>
        {grid.onSelect === undefined ? undefined : (
          <div role="columnheader">
            <AllBox grid={grid} />
          </div>
        )}
        {props.columns.map((column) => (
          <HeadCell key={column.title} column={column} grid={grid} />
        ))}
      </div>
    </div>
  );
}

function HeadCell<Row extends { readonly id: string }>(props: {
  readonly column: GridColumn<Row>;
  readonly grid: GridProps<Row>;
}): ReactNode {
  const { column, grid } = props;
  const { sort } = column;
  const isSorted = sort !== undefined && grid.sort === sort;
  return (
    <div
      role="columnheader"
      className={column.isNumber === true ? 'number' : undefined}
      aria-sort={isSorted ? 'descending' : undefined}
    >
      {sort === undefined || grid.onSort === undefined ? (
        column.title
      ) : (
        <button type="button" onClick={() => grid.onSort?.(sort)}>
          {column.title}
          {isSorted ? <Icon name="down" size={12} /> : undefined}
        </button>
      )}
    </div>
  );
}

function AllBox<Row extends { readonly id: string }>({
  grid,
}: {
  readonly grid: GridProps<Row>;
}): ReactNode {
  const ids = grid.rows.rows.map((row) => row.id);
  const isAll = ids.length > 0 && ids.every((id) => grid.selected?.has(id));
  return (
    <input
      type="checkbox"
      aria-label="Select all rows that are loaded"
      checked={isAll}
      onChange={() => grid.onSelect?.(new Set(isAll ? [] : ids))}
    />
  );
}

/** One row; `measure` tells the grid its true height. */
export function GridRow<Row extends { readonly id: string }>(props: {
  readonly grid: GridProps<Row>;
  readonly columns: readonly GridColumn<Row>[];
  readonly row: Row;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly domId: string;
  readonly top: number;
  readonly measure: (element: Element | null) => void;
  readonly onPoint: () => void;
}): ReactNode {
  const { grid, row } = props;
  const isSelected = grid.selected?.has(row.id) ?? false;
  function press(event: MouseEvent): void {
    props.onPoint();
    if (event.target instanceof Element && event.target.closest('a, button, input, label') !== null)
      return;
    if (getSelection()?.toString() === '') grid.onOpen?.(row);
  }
  return (
    <div
      ref={props.measure}
      data-index={props.index}
      role="row"
      id={props.domId}
      className="grid-row"
      aria-rowindex={props.index + 2}
      aria-selected={
        grid.onSelect === undefined
          ? grid.openId === row.id || undefined
          : isSelected || grid.openId === row.id
      }
      data-current={props.isCurrent}
      data-open={grid.onOpen === undefined ? undefined : true}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={press}
    >
      <SelectCell grid={grid} id={row.id} index={props.index} isSelected={isSelected} />
      {props.columns.map((column) => (
        <div
          key={column.title}
          role="gridcell"
          className={column.isNumber === true ? 'number' : undefined}
          data-label={column.label}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

function SelectCell<Row extends { readonly id: string }>(props: {
  readonly grid: GridProps<Row>;
  readonly id: string;
  readonly index: number;
  readonly isSelected: boolean;
}): ReactNode {
  const { grid } = props;
  if (grid.onSelect === undefined) return undefined;
  return (
    <div role="gridcell">
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={`Select row ${props.index + 1}`}
        checked={props.isSelected}
        onChange={() => grid.onSelect?.(toggled(grid.selected, props.id))}
      />
    </div>
  );
}
