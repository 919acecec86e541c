import type { SqlReader, SqlRow, SqlValue } from '#contract/sql.ts';
import type { Condition } from '../reach.ts';
import { inParts, marks, numberOf, padded, textOf } from '../row.ts';
import type { FilterPlan, Tally } from './filter.ts';

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

/** Traits put in one statement. */
const atOnce = 64;

/** The first findings of the ranges of these traits, in order. `conditions` are asked of each finding on the way. */
export async function readHeads(
  reader: SqlReader,
  page: Page,
  traits: readonly number[],
): Promise<readonly Key[]> {
  if (traits.length === 0) return [];
  const first = traits.length <= page.limit ? traits : await leading(reader, page, traits);
  if (first.length === 0) return [];
  const keys: Key[] = [];
  for (const part of inParts(first, atOnce)) {
    const { sql, values } = union(page, part);
    keys.push(...(await reader.all(sql, values)).map((row) => keyOf(row, page.order)));
  }
  return keys.toSorted((a, b) => compareKeys(a, b, page.order)).slice(0, page.limit);
}

/**
 * Those traits whose first finding comes early enough to be on the page: a page of n findings has to do with at most n of them.
 * One probe of the index for each trait; engines plan it in no time, which they do not with a statement of hundreds of parts.
 */
async function leading(
  reader: SqlReader,
  page: Page,
  traits: readonly number[],
): Promise<readonly number[]> {
  const { order, plan, limit } = page;
  const { column, direction } = order;
  const wanted = padded(traits);
  const parts = [
    { sql: 'f.traits = t.traits', values: [] },
    ...behind(page, 'index'),
    ...plan.conditions,
  ];
  const rows = await reader.all(
    `${plan.head.sql} SELECT h.traits AS traits FROM (SELECT t.traits AS traits,
         (SELECT f.id FROM finding f WHERE ${joined(parts)} ORDER BY f.traits, f.${column} ${direction}, f.id ${direction} LIMIT 1) AS id
       FROM (SELECT DISTINCT traits FROM finding_tally WHERE traits IN (${marks(wanted)})) t) h
     JOIN finding g ON g.id = h.id ORDER BY g.${column} ${direction}, g.id ${direction} LIMIT ?`,
    [...plan.head.values, ...valuesOf(parts), ...wanted, limit],
  );
  return rows.map((row) => numberOf(row, 'traits'));
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

function union(page: Page, traits: readonly number[]): Condition {
  const { order, plan, limit } = page;
  const { column, direction } = order;
  const members = padded(traits).map((one, at) => (at < traits.length ? one : -1));
  const parts = [...behind(page, 'index'), ...plan.conditions];
  const head = `SELECT * FROM (SELECT f.id AS id, f.${column} AS value FROM finding f WHERE ${joined([{ sql: 'f.traits = ?', values: [] }, ...parts])}
     ORDER BY f.traits, f.${column} ${direction}, f.id ${direction} LIMIT ${limit})`;
  return {
    sql: `${plan.head.sql} ${members.map((_, at) => `${head} h${at}`).join(' UNION ALL ')} ORDER BY value ${direction}, id ${direction} LIMIT ?`,
    values: [...plan.head.values, ...members.flatMap((one) => [one, ...valuesOf(parts)]), limit],
  };
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

/** Conditions that must all hold. */
export function joined(parts: readonly Condition[]): string {
  return parts.map(({ sql }) => sql).join(' AND ');
}

/** Values of conditions, in their order. */
export function valuesOf(parts: readonly Condition[]): readonly SqlValue[] {
  return parts.flatMap(({ values }) => values);
}

/** Reads `id` and `value` of a row. */
export function keyOf(row: SqlRow, { column }: Order): Key {
  return {
    id: numberOf(row, 'id'),
    value: column === 'label' ? textOf(row, 'value') : numberOf(row, 'value'),
  };
}

function compareKeys(a: Key, b: Key, { direction }: Order): number {
  const sign = direction === 'ASC' ? 1 : -1;
  if (a.value !== b.value) return (a.value < b.value ? -1 : 1) * sign;
  return (a.id - b.id) * sign;
}
