import type { Reach } from '#contract/platform.ts';
import type { SqlRow, SqlValue } from '#contract/sql.ts';
import { type Condition, placedWithin } from '../reach.ts';
import type { EventPosition } from './cursor.ts';
import { type EventRow, numberColumns, textColumns } from './event-row.ts';
import type { EventFilter } from './event-store.ts';

/** Events of all partitions, newest first. */
export function eventQuery(
  filter: EventFilter,
  reach: Reach,
  behind: EventPosition | undefined,
  limit: number,
): Condition {
  const parts = [...timeOf(filter, behind), ...filterParts(filter), placedWithin(reach, 'e')];
  return {
    sql: `SELECT e.* FROM event e WHERE ${parts.map(({ sql }) => sql).join(' AND ')} ORDER BY e.ts DESC, e.id DESC LIMIT ?`,
    values: [...parts.flatMap(({ values }) => values), limit],
  };
}

/** A row of the table as `eventOf` takes it. */
export function toEventRow(row: SqlRow): EventRow {
  const texts = Object.fromEntries(textColumns.map((name) => [name, String(row[name])]));
  const numbers = Object.fromEntries(numberColumns.map((name) => [name, Number(row[name])]));
  return { ...texts, ...numbers } as unknown as EventRow; // the two lists name its members
}

function timeOf(
  { from, to }: EventFilter,
  behind: EventPosition | undefined,
): readonly Condition[] {
  const upper = Math.min(to ?? Number.MAX_SAFE_INTEGER, behind?.ts ?? Number.MAX_SAFE_INTEGER);
  const range = { sql: 'e.ts >= ? AND e.ts <= ?', values: [from ?? 0, upper] };
  if (behind === undefined) return [range];
  return [range, { sql: '(e.ts, e.id) < (?, ?)', values: [behind.ts, behind.row] }];
}

function filterParts({
  workload,
  container,
  node,
  kinds,
  alarms,
  text,
}: EventFilter): readonly Condition[] {
  return [
    ...equal('workload', workload),
    ...equal('container', container),
    ...equal('node', node),
    ...(kinds === undefined || kinds.length === 0
      ? []
      : [{ sql: `e.kind IN (${kinds.map(() => '?').join()})`, values: [...kinds] }]),
    ...(alarms === undefined ? [] : [{ sql: alarms ? `e.rule <> ''` : `e.rule = ''`, values: [] }]),
    ...(text === undefined || text === '' ? [] : [textPart(text)]),
  ];
}

function equal(column: string, value: string | undefined): readonly Condition[] {
  return value === undefined ? [] : [{ sql: `e.${column} = ?`, values: [value] }];
}

function textPart(text: string): Condition {
  const names = ['process', 'exe', 'path', 'peer', 'arguments'];
  const values: readonly SqlValue[] = names.map(() => text.toLowerCase());
  return {
    sql: `(${names.map((name) => `strpos(lower(e.${name}), ?) > 0`).join(' OR ')})`,
    values,
  };
}
