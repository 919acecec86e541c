import type { SqlReader, SqlRow } from '#contract/sql.ts';
import type { Condition } from '../reach.ts';
import { inParts, marks, numberOf, optionalTextOf, padded, textOf } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';
import type { FilterPlan } from './plan.ts';
import type { Tally } from './wanted-traits.ts';

/** How findings are ordered: by groups of traits first, then by a column, then by id. */
export interface Order {
  readonly groups: readonly ('tier' | 'severity')[];
  readonly column: 'risk_order' | 'due_order' | 'first_seen' | 'label';
  readonly direction: 'ASC' | 'DESC';
}
/** Where a finding stands in an order. */
export interface Key {
  readonly id: number;
  readonly value: string | number;
}

/** What is asked for: at most `limit` findings behind `after`. */
export interface Page {
  readonly order: Order;
  readonly plan: FilterPlan;
  readonly limit: number;
  readonly tally: Tally;
  readonly after?: Key;
}

/** The first findings of the ranges of these traits, in order. `conditions` are asked of each finding on the way. */
export async function readHeads(
  reader: SqlReader,
  page: Page,
  traits: readonly number[],
): Promise<readonly Key[]> {
  if (traits.length <= page.limit) return best(page, await headsOf(reader, page, traits));
  const leaders = (await headsOf(reader, { ...page, limit: 1 }, traits))
    .toSorted((a, b) => compareKeys(a, b, page.order))
    .slice(0, page.limit);
  // A page of n findings has to do with at most n ranges, and ends at the latest where the last of them begins.
  const last = leaders.length < page.limit ? undefined : leaders.at(-1);
  const leading = leaders.map((key) => key.traits);
  return best(page, await headsOf(reader, page, leading, last));
}

function best({ order, limit }: Page, keys: readonly Key[]): readonly Key[] {
  return keys.toSorted((a, b) => compareKeys(a, b, order)).slice(0, limit);
}

/**
 * The head of each range, up to `last`, in one statement: a text a range. Joins and unions were tried: engines sort whole tables for the
 * one, and plan the other, with every set of a condition made anew in each part, for longer than all of this takes.
 */
async function headsOf(
  reader: SqlReader,
  page: Page,
  traits: readonly number[],
  last?: Key,
): Promise<readonly (Key & { readonly traits: number })[]> {
  if (traits.length === 0) return [];
  const { order, plan, limit } = page;
  const { column, direction } = order;
  const wanted = padded(traits);
  const parts = [
    { sql: 'f.traits = t.traits', values: [] },
    ...behind(page, 'index'),
    ...upTo(order, last),
    ...plan.conditions,
  ];
  const rows = await reader.all(
    `${plan.head.sql} SELECT t.traits AS traits, (SELECT string_agg(h.id || ' ' || h.value, ',') FROM (
         SELECT f.id AS id, f.${column} AS value FROM finding f WHERE ${joined(parts)}
         ORDER BY f.traits, f.${column} ${direction}, f.id ${direction} LIMIT ${limit}) h) AS keys
     FROM (SELECT DISTINCT traits FROM finding_tally WHERE traits IN (${marks(wanted)})) t`,
    [...plan.head.values, ...valuesOf(parts), ...wanted],
  );
  return rows.flatMap((row) => keysOf(row, order));
}

function upTo({ column, direction }: Order, last: Key | undefined): readonly Condition[] {
  if (last === undefined) return [];
  const sign = direction === 'ASC' ? '<=' : '>=';
  return [{ sql: `(f.${column}, f.id) ${sign} (?, ?)`, values: [last.value, last.id] }];
}

/** Reads the text of a range; a range without findings has none. */
function keysOf(row: SqlRow, { column }: Order): readonly (Key & { readonly traits: number })[] {
  const text = optionalTextOf(row, 'keys') ?? '';
  if (text === '') return [];
  const traits = numberOf(row, 'traits');
  return text.split(',').map((one) => {
    const [id, value = ''] = one.split(' ');
    return { traits, id: Number(id), value: column === 'label' ? value : Number(value) };
  });
}

/** Everything of these traits, sorted: good where there are few findings. */
export async function readWhole(
  reader: SqlReader,
  page: Page,
  traits: readonly number[],
): Promise<readonly Key[]> {
  const keys: Key[] = [];
  for (const part of inParts(traits, 512)) {
    const { sql, values } = whole(page, part);
    keys.push(...(await reader.all(sql, values)).map((row) => keyOf(row, page.order)));
  }
  return keys.toSorted((a, b) => compareKeys(a, b, page.order)).slice(0, page.limit);
}

function whole(page: Page, traits: readonly number[]): Condition {
  const { order, plan, limit } = page;
  const { column, direction } = order;
  const values = padded(traits);
  const parts = [
    { sql: `f.traits IN (${marks(values)})`, values },
    ...behind(page, 'bare'),
    ...plan.conditions,
  ];
  return {
    sql: `${plan.head.sql} SELECT f.id AS id, f.${column} AS value FROM finding f WHERE ${joined(parts)} ORDER BY f.${column} ${direction}, f.id ${direction} LIMIT ?`,
    values: [...plan.head.values, ...valuesOf(parts), limit],
  };
}

/** Behind a position of the order; `bare` where an index of the order is not to be used. */
export function behind(
  { order: { column, direction }, after }: Pick<Page, 'order' | 'after'>,
  how: 'index' | 'bare',
): readonly Condition[] {
  if (after === undefined) return [];
  const [value, id] = how === 'bare' ? [bare(column), '+f.id'] : [`f.${column}`, 'f.id'];
  return [
    {
      sql: `(${value}, ${id}) ${direction === 'ASC' ? '>' : '<'} (?, ?)`,
      values: [after.value, after.id],
    },
  ];
}

/** The value of a column in a form that no index has. */
export function bare(column: Order['column']): string {
  return column === 'label' ? `(f.label || '')` : `+f.${column}`;
}

/** Reads `id` and `value` of a row. */
export function keyOf(row: SqlRow, { column }: Order): Key {
  return {
    id: numberOf(row, 'id'),
    value: column === 'label' ? textOf(row, 'value') : numberOf(row, 'value'),
  };
}

/** Below zero when `a` comes first in the order. */
export function compareKeys(a: Key, b: Key, { direction }: Order): number {
  const sign = direction === 'ASC' ? 1 : -1;
  if (a.value !== b.value) return (a.value < b.value ? -1 : 1) * sign;
  return (a.id - b.id) * sign;
}
