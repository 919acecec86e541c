import { type KeyboardEvent, useId, useState } from 'react';
import { type GridProps, toggled } from './grid-props.ts';

/** What a grid needs to know of its current row. */
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
export function useCursor<Row extends { readonly id: string }>(grid: GridProps<Row>): Cursor {
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
