import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import type { InputOf } from '#wire/routes.ts';
import { badCursor, formatCursor, type Position, parseCursor } from '../cursor.ts';
import type { Condition } from '../reach.ts';
import { marks, numberOf, padded } from '../row.ts';
import { joined, valuesOf } from '../statement.ts';
import type { FindingFilter } from './filter.ts';
import {
  bare,
  behind,
  compareKeys,
  type Key,
  keyOf,
  type Order,
  type Page,
  readHeads,
  readWhole,
} from './heads.ts';
import { planFilter } from './plan.ts';
import { shiftOf, wordOf, wordsOf } from './traits.ts';
import { readTally, wantedTraits } from './wanted-traits.ts';

export type FindingSort = InputOf<'listFindings'>['query']['sort'];

const orders: Readonly<Record<FindingSort, Order>> = {
  risk: { groups: ['tier'], column: 'risk_order', direction: 'ASC' },
  severity: { groups: ['severity', 'tier'], column: 'risk_order', direction: 'ASC' },
  due: { groups: [], column: 'due_order', direction: 'ASC' },
  seen: { groups: [], column: 'first_seen', direction: 'DESC' },
  name: { groups: [], column: 'label', direction: 'ASC' },
};

/** One page of ids. `total` is there where it costs nothing. */
export interface IdPage {
  readonly ids: readonly number[];
  readonly next?: string;
  readonly total?: number;
}

/** Up to so many findings it is cheaper to sort them than to walk in order. */
const sortable = 30_000;

/**
 * One page of the findings of a filter, in order. Findings with the same traits lie together in an index that has their order, so
 * a page is put together from the heads of few ranges, whatever the filter.
 */
export async function listFindingIds(
  reader: SqlReader,
  filter: FindingFilter,
  reach: Reach,
  {
    sort,
    limit,
    cursor,
  }: { readonly sort: FindingSort; readonly limit: number; readonly cursor?: string },
): Promise<IdPage> {
  const order = orders[sort];
  const after = cursor === undefined ? undefined : positionOf(cursor, sort);
  const tally = await readTally(reader);
  const plan = await planFilter(reader, filter, reach);
  const traits = wantedTraits(tally, filter);
  const page: Page = { order, plan, limit: limit + 1, tally };
  const found: GroupKey[] = [];
  if (plan.path !== 'order') {
    const keys = await collect(reader, page, traits, after);
    return { ...cut(keys, limit, sort), ...totalOf(page, traits) };
  }
  for (const [group, members] of groupsOf(traits, order)) {
    if (after !== undefined && group < after.group) continue;
    const behind = after?.group === group ? after.key : undefined;
    const rest = {
      ...page,
      limit: page.limit - found.length,
      ...(behind !== undefined && { after: behind }),
    };
    found.push(...(await pick(reader, rest, members)).map((key) => ({ ...key, group })));
    if (found.length > limit) break;
  }
  return { ...cut(found, limit, sort), ...totalOf(page, traits) };
}

function cut(found: readonly GroupKey[], limit: number, sort: FindingSort): IdPage {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const ids = shown.map(({ id }) => id);
  if (found.length <= limit || last === undefined) return { ids };
  return { ids, next: formatCursor([sort, last.group, last.value, last.id]) };
}

function totalOf({ plan, tally }: Page, traits: readonly number[]): { readonly total?: number } {
  if (plan.conditions.length > 0) return {};
  return { total: traits.reduce((sum, one) => sum + (tally.get(one) ?? 0), 0) };
}

function positionOf(
  cursor: string,
  sort: FindingSort,
): { readonly group: number; readonly key: Key } {
  const value = orders[sort].column === 'label' ? 'string' : 'number';
  const position: Position = parseCursor(cursor, ['string', 'number', value, 'number']);
  const [own, group, key = 0, id] = position;
  if (own !== sort) throw badCursor();
  return { group: Number(group), key: { value: key, id: Number(id) } };
}

/** Traits by the place of their group in the order. */
function groupsOf(
  traits: readonly number[],
  { groups }: Order,
): readonly (readonly [number, readonly number[]])[] {
  if (traits.length === 0) return [];
  const members = Map.groupBy(traits, (one) => {
    return groups.reduce((sum, name) => sum * 8 + wordsOf(name).indexOf(wordOf(one, name)), 0);
  });
  return [...members].toSorted(([one], [other]) => one - other);
}

async function pick(
  reader: SqlReader,
  page: Page,
  traits: readonly number[],
): Promise<readonly Key[]> {
  const { plan, order, tally } = page;
  const size = traits.reduce((sum, one) => sum + (tally.get(one) ?? 0), 0);
  if (plan.conditions.length > 0 && size <= sortable) return readWhole(reader, page, traits);
  if (plan.conditions.length > 0 && order.groups.length === 1) return walk(reader, page, traits);
  return readHeads(reader, page, traits);
}

/** Everything of the conditions, each way of them sorted in one statement. */
async function collect(
  reader: SqlReader,
  page: Page,
  traits: readonly number[],
  after: { readonly group: number; readonly key: Key } | undefined,
): Promise<readonly GroupKey[]> {
  if (traits.length === 0) return [];
  const { order, plan, limit, tally } = page;
  const group = groupSql(order);
  const rest = [
    ...(traits.length === tally.size ? [] : [ofTraits(page, traits)]),
    ...(after === undefined ? [] : [behindGroup(order, after)]),
  ];
  const found: GroupKey[] = [];
  for (const way of plan.ways) {
    const parts = [...way, ...rest];
    const rows = await reader.all(
      `SELECT f.id AS id, f.${order.column} AS value, ${group} AS place FROM finding f WHERE ${joined(parts)}
       ORDER BY ${group} ${order.direction}, f.${order.column} ${order.direction}, f.id ${order.direction} LIMIT ?`,
      [...valuesOf(parts), limit],
    );
    found.push(...rows.map((row) => ({ ...keyOf(row, order), group: numberOf(row, 'place') })));
  }
  if (plan.ways.length < 2) return found;
  return found.toSorted((a, b) => a.group - b.group || compareKeys(a, b, order)).slice(0, limit);
}

type GroupKey = Key & { readonly group: number };

/** The plus keeps an engine from the index of traits: what is collected is found by another one. */
function ofTraits({ plan }: Page, traits: readonly number[]): Condition {
  const values = padded(traits);
  return { sql: `${plan.path === 'seen' ? '' : '+'}f.traits IN (${marks(values)})`, values };
}

function behindGroup(
  order: Order,
  { group, key }: { readonly group: number; readonly key: Key },
): Condition {
  const sign = order.direction === 'ASC' ? '>' : '<';
  return {
    sql: `(${groupSql(order)}, ${bare(order.column)}, +f.id) ${sign} (?, ?, ?)`,
    values: [group, key.value, key.id],
  };
}

/** The number of a finding's group, as `groupsOf` counts it. */
function groupSql({ groups }: Order): string {
  return groups.reduce(
    (sum, name) => `(${sum} * 8 + ((f.traits / ${2 ** shiftOf(name)}) & 7))`,
    '(f.id * 0)',
  );
}

/** Along the index that has the whole order. Only good where conditions are often met. */
async function walk(
  reader: SqlReader,
  page: Page,
  traits: readonly number[],
): Promise<readonly Key[]> {
  const { order, plan, limit } = page;
  const tier = wordsOf('tier').indexOf(wordOf(traits[0] ?? 0, 'tier'));
  const values = padded(traits);
  const parts = [
    {
      sql: 'f.risk_order >= ? AND f.risk_order < ?',
      values: [tier * 1_000_000, (tier + 1) * 1_000_000],
    },
    ...behind(page, 'index'),
    { sql: `+f.traits IN (${marks(values)})`, values },
    ...plan.conditions,
  ];
  const rows = await reader.all(
    `${plan.head.sql} SELECT f.id AS id, f.risk_order AS value FROM finding f WHERE ${joined(parts)} ORDER BY f.risk_order, f.id LIMIT ?`,
    [...plan.head.values, ...valuesOf(parts), limit],
  );
  return rows.map((row) => keyOf(row, order));
}
