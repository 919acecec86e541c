import { damaged } from './bytes.ts';
import { type HeadMap, indexOfFeeds, renumber, withFeeds } from './head-map.ts';
import type { Cell, Row, Table } from './segment-tables.ts';
import { compareKeys, keyOf, type SegmentView } from './segment-view.ts';

/** What became of a row from one build to the next. `same` counts for what it says, not for its numbers. */
export type RowChange =
  | { readonly type: 'same' }
  | { readonly type: 'removed'; readonly before: Row }
  | { readonly type: 'added'; readonly after: Row }
  | { readonly type: 'changed'; readonly before: Row; readonly after: Row };

/** Compares two builds of a segment, table by table in the order of `tablesOf`: one pass over both. */
export class Comparison {
  readonly #before: SegmentView;
  readonly #after: SegmentView;
  readonly #heads = new Map<number, number>();

  constructor(before: SegmentView, after: SegmentView) {
    this.#before = before;
    this.#after = after;
  }

  /** `vuln` must be walked before `pkg`. Throws `input.malformed` for damaged rows. */
  *changes(table: Table): Iterable<RowChange> {
    if (table.name === 'vuln') {
      yield* this.#headChanges(table);
      return;
    }
    const isSame = table.name === 'pkg' ? this.#samePackage() : sameCells;
    yield* mergeRows(this.#before.rows(table), this.#after.rows(table), isSame);
  }

  /** Heads have no key but what they say: they come by id, and of one id in one order. */
  *#headChanges(table: Table): Iterable<RowChange> {
    const feeds = indexOfFeeds(this.#after.feeds);
    const before = groupsByName(this.#before.rows(table));
    const after = groupsByName(this.#after.rows(table));
    for (const [old, young] of pairs(before, after)) {
      const left = new Map(young.map((row) => [textOfHead(blobOf(row[2])), row]));
      for (const row of old) {
        const moved = withFeeds(blobOf(row[2]), this.#before.feeds, feeds);
        const twin = moved === undefined ? undefined : left.get(textOfHead(moved));
        if (twin !== undefined) this.#heads.set(Number(row[0]), Number(twin[0]));
      }
      yield* groupChanges(old, young, this.#heads);
    }
  }

  #samePackage(): (before: Row, after: Row) => boolean {
    const map: HeadMap = (old) => this.#heads.get(old);
    return (before, after) => {
      const moved = renumber(blobOf(before[1]), map);
      return moved !== undefined && moved.equals(blobOf(after[1]));
    };
  }
}

/** The heads of one id: kept ones keep their order, since both builds order them by what they say. */
function* groupChanges(
  old: readonly Row[],
  young: readonly Row[],
  heads: ReadonlyMap<number, number>,
): Iterable<RowChange> {
  const kept = new Set(old.flatMap((row) => heads.get(Number(row[0])) ?? []));
  const waiting = [...young];
  for (const before of old) {
    const number = heads.get(Number(before[0]));
    if (number === undefined) {
      yield { type: 'removed', before };
      continue;
    }
    for (let after = waiting.shift(); after !== undefined; after = waiting.shift()) {
      if (kept.has(Number(after[0]))) break;
      yield { type: 'added', after };
    }
    yield { type: 'same' };
  }
  for (const after of waiting) yield { type: 'added', after };
}

/** Rows of equal keys together, others alone; both sides are sorted. */
function* mergeRows(
  before: Iterable<Row>,
  after: Iterable<Row>,
  isSame: (before: Row, after: Row) => boolean,
): Iterable<RowChange> {
  for (const [old, young] of pairs(single(before), single(after))) {
    const [first] = old;
    const [second] = young;
    if (first !== undefined && second !== undefined)
      yield isSame(first, second)
        ? { type: 'same' }
        : { type: 'changed', before: first, after: second };
    else if (first !== undefined) yield { type: 'removed', before: first };
    else if (second !== undefined) yield { type: 'added', after: second };
  }
}

type Group = readonly [key: string | number, rows: readonly Row[]];

function* single(rows: Iterable<Row>): Iterable<Group> {
  for (const row of rows) yield [keyOf(row), [row]];
}

function* groupsByName(rows: Iterable<Row>): Iterable<Group> {
  let name: string | undefined;
  let group: Row[] = [];
  for (const row of rows) {
    const next = String(row[1]);
    if (name !== undefined && next !== name) {
      yield [name, group];
      group = [];
    }
    name = next;
    group.push(row);
  }
  if (name !== undefined) yield [name, group];
}

/** Groups of the same key side by side, in order; an empty list where one side has none. */
function* pairs(
  before: Iterable<Group>,
  after: Iterable<Group>,
): Iterable<readonly [readonly Row[], readonly Row[]]> {
  const left = before[Symbol.iterator]();
  const right = after[Symbol.iterator]();
  let [a, b] = [left.next(), right.next()];
  while (a.done !== true || b.done !== true) {
    const order = orderOf(a, b);
    const old: readonly Row[] = order <= 0 && a.done !== true ? a.value[1] : [];
    const young: readonly Row[] = order >= 0 && b.done !== true ? b.value[1] : [];
    yield [old, young];
    if (order <= 0) a = left.next();
    if (order >= 0) b = right.next();
  }
}

function orderOf(a: IteratorResult<Group, unknown>, b: IteratorResult<Group, unknown>): number {
  if (a.done === true) return 1;
  return b.done === true ? -1 : compareKeys(a.value[0], b.value[0]);
}

function sameCells(before: Row, after: Row): boolean {
  return before.every((cell, at) => {
    const other = after[at];
    return cell instanceof Uint8Array && other instanceof Uint8Array
      ? Buffer.compare(cell, other) === 0
      : cell === other;
  });
}

/** The bytes of a blob cell. Throws `input.malformed`. */
export function blobOf(cell: Cell | undefined): Uint8Array {
  if (cell instanceof Uint8Array) return cell;
  throw damaged();
}

function textOfHead(blob: Uint8Array): string {
  return Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString('latin1');
}
