import { fieldOf, isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { objectOf } from '../patch.ts';
import type { Queries } from './query.ts';

/** An entry of `context`: it is evaluated when the first query names it, and sees the entries before it. */
export interface ContextEntry {
  readonly name: string;
  readonly load: (context: RuleContext) => Json;
}

/** What variables of a rule (`{{ }}`) are looked up in: the request, the element of a loop, entries of `context` (Kyverno 1.18). */
export class RuleContext {
  readonly queries: Queries;
  readonly #values: Map<string, Json>;
  readonly #parent: RuleContext | undefined;
  readonly #entries: ContextEntry[] = [];
  readonly #done = new Set<ContextEntry>();
  /** Entries from here on are not seen while one is evaluated. */
  #limit = Number.POSITIVE_INFINITY;

  constructor(queries: Queries, values: ReadonlyMap<string, Json>, parent?: RuleContext) {
    this.queries = queries;
    this.#values = new Map(values);
    this.#parent = parent;
  }

  /** The same with more in it; what is added there is not seen here. */
  child(values: ReadonlyMap<string, Json> = new Map()): RuleContext {
    return new RuleContext(this.queries, values, this);
  }

  add(entries: readonly ContextEntry[]): void {
    this.#entries.push(...entries);
  }

  /** Puts a value at a dotted name, into maps that are there (`request.object.metadata`). */
  merge(path: readonly string[], value: Json): void {
    const [first, ...rest] = path;
    if (first === undefined) return;
    this.#values.set(first, merged(this.#lookup(first), rest, value));
  }

  set(name: string, value: Json): void {
    this.#values.set(name, value);
  }

  /** See `Queries.search`. What goes wrong with an entry that the query names goes wrong with the query. */
  query(text: string): Json {
    this.#load(text);
    const all = this.#all();
    this.queries.budget.spend(20 + all.size);
    return this.queries.search(text, objectOf(all));
  }

  /** Whether the request deletes an object. */
  get isDelete(): boolean {
    return fieldOf(this.#lookup('request'), 'operation') === 'DELETE';
  }

  #all(): Map<string, Json> {
    const all = this.#parent === undefined ? new Map<string, Json>() : this.#parent.#all();
    for (const [name, value] of this.#values) all.set(name, value);
    return all;
  }

  #lookup(name: string): Json | undefined {
    const own = this.#values.get(name);
    return own !== undefined || this.#parent === undefined ? own : this.#parent.#lookup(name);
  }

  #load(text: string): void {
    if (this.#parent !== undefined) this.#parent.#load(text);
    for (let at = 0; at < Math.min(this.#limit, this.#entries.length); at += 1) {
      const entry = this.#entries[at];
      if (entry === undefined || this.#done.has(entry) || !names(text, entry.name)) continue;
      this.#done.add(entry);
      this.#values.set(entry.name, this.#valueOf(entry, at));
    }
  }

  #valueOf(entry: ContextEntry, at: number): Json {
    const limit = this.#limit;
    this.#limit = at;
    try {
      return entry.load(this);
    } finally {
      this.#limit = limit;
    }
  }
}

function merged(into: Json | undefined, path: readonly string[], value: Json): Json {
  const [first, ...rest] = path;
  const entries = isObject(into) ? Object.entries(into) : [];
  if (first === undefined) {
    if (!isObject(value) || !isObject(into)) return value;
    let all: Json = into;
    for (const [key, one] of Object.entries(value)) all = merged(all, [key], one);
    return all;
  }
  const own = entries.find(([key]) => key === first)?.[1];
  return objectOf([...entries.filter(([key]) => key !== first), [first, merged(own, rest, value)]]);
}

/** Whether a query names an entry: as a word, and not as a field of something. */
function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0 && name !== ''; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1];
    const after = text[at + name.length];
    if (before !== undefined && /[.0-9A-Za-z]/.test(before)) continue;
    if (after === undefined || !/\w/.test(after)) return true;
  }
  return false;
}
