import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Rows } from '../api/hooks.ts';
import { useBoxPlace } from './box-place.ts';
import { shownColumns, templateOf } from './grid-columns.ts';
import { useCursor } from './grid-cursor.ts';
import type { GridProps } from './grid-props.ts';
import { GridHead, GridRow } from './grid-row.tsx';
import { ErrorState, Skeleton } from './states.tsx';
import { numberText } from './words.ts';

/**
 * A list of any length: rows are drawn only where one looks, pages are fetched as one scrolls, `role=grid` and row numbers
 * are kept. Keys: `j`/`k` or arrows move, `x` selects, `o` or Enter opens. Below 640 px each row is a card.
 */
export function DataGrid<Row extends { readonly id: string }>(props: GridProps<Row>): ReactNode {
  const { rows } = props;
  if (rows.problem !== undefined && rows.rows.length === 0)
    return <ErrorState problem={rows.problem} onAgain={rows.again} />;
  if (rows.isLoading)
    return (
      <div className="card">
        <Skeleton lines={8} />
      </div>
    );
  if (rows.rows.length === 0) return <div className="card">{props.empty}</div>;
  return <GridBox {...props} />;
}

function GridBox<Row extends { readonly id: string }>(props: GridProps<Row>): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const place = useBoxPlace(box);
  const { rows } = props;
  const isCards = place.width > 0 && place.width < 640;
  const columns = shownColumns(props.columns, isCards ? Number.POSITIVE_INFINITY : place.width);
  const cursor = useCursor(props);
  const virtual = useWindowVirtualizer({
    count: rows.rows.length,
    estimateSize: () => (isCards ? 150 : (props.rowHeight ?? 52)),
    overscan: 8,
    scrollMargin: place.top,
    getItemKey: (index) => rows.rows[index]?.id ?? index,
    gap: isCards ? 8 : 0,
  });
  const drawn = virtual.getVirtualItems();
  useMore(rows, drawn.at(-1)?.index ?? 0);

  return (
    <div
      ref={box}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.total === undefined ? -1 : rows.total + 1}
      aria-multiselectable={props.onSelect !== undefined}
      aria-activedescendant={cursor.isOn ? cursor.idOf(cursor.index) : undefined}
      aria-busy={rows.isStale}
      className={isCards ? 'grid cards' : 'grid'}
      data-focus={cursor.isOn}
      tabIndex={0}
      style={styleOf(templateOf(columns, props.onSelect !== undefined))}
      onFocus={cursor.onFocus}
      onBlur={cursor.onBlur}
      onKeyDown={(event) =>
        cursor.onKey(event, (index) => virtual.scrollToIndex(index, { align: 'auto' }))
      }
    >
      <GridHead grid={props} columns={columns} />
      <div className="grid-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {drawn.map((item) => {
          const row = rows.rows[item.index];
          return row === undefined ? undefined : (
            <GridRow
              key={item.key}
              grid={props}
              columns={columns}
              row={row}
              index={item.index}
              isCurrent={cursor.index === item.index}
              domId={cursor.idOf(item.index)}
              top={item.start - virtual.options.scrollMargin}
              measure={virtual.measureElement}
              onPoint={() => cursor.point(item.index)}
            />
          );
        })}
      </div>
      <GridFoot rows={rows} />
    </div>
  );
}

/** Fetches the next page before its rows come into sight. */
function useMore<Row>(rows: Rows<Row>, last: number): void {
  useEffect(() => {
    if (rows.isMore && last >= rows.rows.length - 20) rows.more();
  }, [rows, last]);
}

function GridFoot<Row>({ rows }: { readonly rows: Rows<Row> }): ReactNode {
  const all =
    rows.total === undefined
      ? ''
      : ` of ${rows.estimated ? 'about ' : ''}${numberText(rows.total)}`;
  return (
    <div className="grid-foot" role="presentation">
      {rows.isMore
        ? `${numberText(rows.rows.length)}${all} loaded; more follow as you scroll`
        : `${numberText(rows.rows.length)}${all}`}
    </div>
  );
}

function styleOf(template: string): Record<string, string> {
  return { '--grid-columns': template };
}
