import type { ReactNode } from 'react';
import type { Tone } from './badges.tsx';
import type { GridColumn } from './grid-columns.ts';
import { Time } from './time.tsx';
import { numberText } from './words.ts';

/** What a column takes of the width, and when it gives way. */
interface Room extends Pick<GridColumn<never>, 'width' | 'grow' | 'priority' | 'sort'> {
  /** In cards, said before the value instead of the title. */
  readonly label?: string;
}

/** A column whose value speaks for itself: in cards, nothing is said before it. */
export function bareColumn<Row>(
  title: string,
  cell: (row: Row) => ReactNode,
  room: Omit<Room, 'label'>,
): GridColumn<Row> {
  return { title, cell, ...room };
}

/** A column of any kind; in cards, its title stands before the value. */
export function column<Row>(
  title: string,
  cell: (row: Row) => ReactNode,
  room: Room,
): GridColumn<Row> {
  return { title, cell, label: title, ...room };
}

/** A column of numbers, or of texts that line up like numbers. */
export function numberColumn<Row>(
  title: string,
  of: (row: Row) => ReactNode,
  room: Room,
): GridColumn<Row> {
  function cell(row: Row): ReactNode {
    const value = of(row);
    return typeof value === 'number' ? numberText(value) : value;
  }
  return { ...column(title, cell, room), isNumber: true };
}

/** A column of counts that should be zero: what is not, stands out in `tone`. */
export function alarmColumn<Row>(
  title: string,
  of: (row: Row) => number,
  { tone, ...room }: Room & { readonly tone: Tone },
): GridColumn<Row> {
  function cell(row: Row): ReactNode {
    const count = of(row);
    return <span className={count > 0 ? `tone-${tone} strong` : 'quiet'}>{numberText(count)}</span>;
  }
  return numberColumn(title, cell, room);
}

/** How often something was loaded at run time. */
export function loadedColumn<Row extends { readonly loaded: number }>(room: Room): GridColumn<Row> {
  function cell({ loaded }: Row): ReactNode {
    return <b className={loaded > 0 ? 'tone-high' : 'tone-quiet'}>{numberText(loaded)}</b>;
  }
  return numberColumn('Loaded', cell, room);
}

/** A column of points in time. */
export function timeColumn<Row>(
  title: string,
  at: (row: Row) => number | undefined,
  room: Room,
): GridColumn<Row> {
  return column(title, (row) => <Time at={at(row)} />, room);
}
