import { useWindowVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { Rows } from '../api/hooks.ts';
import { shownColumns, templateOf } from './grid-columns.ts';
import { type GridProps, toggled } from './grid-props.ts';
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

interface Cursor {
  readonly index: number;
  readonly isOn: boolean;
  readonly idOf: (index: number) => string;
  readonly point: (index: number) => void;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
  readonly onKey: (event: KeyboardEvent, show: (index: number) => void) => void;
}

/** The row that keys act on. */
function useCursor<Row extends { readonly id: string }>(grid: GridProps<Row>): Cursor {
  const id = useId();
  const [wanted, setIndex] = useState(0);
  const [isOn, setOn] = useState(false);
  const { rows } = grid.rows;
  const index = Math.min(wanted, Math.max(0, rows.length - 1));
  function move(next: number, show: (index: number) => void): void {
    setIndex(next);
    show(next);
    const row = rows[next];
    // With a panel open, moving through the list moves the panel along.
    if (grid.openId !== undefined && row !== undefined) grid.onOpen?.(row);
  }
  function onKey(event: KeyboardEvent, show: (index: number) => void): void {
    if (isModified(event) || isTyping(event.target)) return;
    const next = movedBy(event.key, index, rows.length);
    const row = rows[index];
    if (next !== undefined) move(next, show);
    else if (row === undefined || !actOn(grid, row, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }
  return {
    index,
    isOn,
    idOf: (at) => `${id}row${at}`,
    point: setIndex,
    onFocus: () => setOn(true),
    onBlur: () => setOn(false),
    onKey,
  };
}

function isModified(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

function movedBy(key: string, index: number, length: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    j: 1,
    ArrowDown: 1,
    k: -1,
    ArrowUp: -1,
    PageDown: 10,
    PageUp: -10,
    Home: -length,
    End: length,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return step === undefined ? undefined : Math.max(0, Math.min(length - 1, index + step));
}

function actOn<Row extends { readonly id: string }>(
  grid: GridProps<Row>,
  row: Row,
  key: string,
): boolean {
  const more =
    grid.keys !== undefined && Object.hasOwn(grid.keys, key) ? grid.keys[key] : undefined;
  if (more !== undefined) more(row);
  else if ((key === 'o' || key === 'Enter') && grid.onOpen !== undefined) grid.onOpen(row);
  else if ((key === 'x' || key === ' ') && grid.onSelect !== undefined)
    grid.onSelect(toggled(grid.selected, row.id));
  else return false;
  return true;
}

function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=checkbox]), textarea, select, button, a') !== null
  );
}

/** Width and place of an element on the page, as they change. */
function useBoxPlace(box: { readonly current: HTMLDivElement | null }): {
  readonly width: number;
  readonly top: number;
} {
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    function measure(): void {
      if (element === null) return;
      const at = element.getBoundingClientRect();
      const head = element.querySelector('.grid-head')?.getBoundingClientRect().height ?? 0;
      const next = { width: Math.round(at.width), top: Math.round(at.top + scrollY + head) };
      setPlace((before) =>
        before.width === next.width && before.top === next.top ? before : next,
      );
    }
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    watch.observe(document.body);
    return () => watch.disconnect();
  });
  return place;
}

function styleOf(template: string): Record<string, string> {
  return { '--grid-columns': template };
}
