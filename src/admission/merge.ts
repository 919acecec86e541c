import { CaissonError } from '#kit/error.ts';
import { isList, isObject } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { mergeTable } from './merge-types.gen.ts';
import { objectOf } from './patch.ts';

/** How values of kinds are merged; see `mergeTable`. */
export interface MergeTable {
  /** `group/version/Kind` to a number of `types`. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly types: readonly Readonly<Record<string, MergeRule>>[];
}
/**
 * A number: a map with fields of that type. `atomic`: replaced as a whole. `set`: a list of scalars. `keys`: a list of maps that are
 * told apart by these fields. `values`: a map whose values are such.
 */
type MergeRule = number | 'atomic' | 'set' | ListRule | { readonly values: MergeRule };
interface ListRule {
  readonly keys: readonly string[];
  readonly defaults?: Readonly<Record<string, Json>>;
  readonly of?: MergeRule;
}

/** A list rule from the schema of a custom resource is not known here: lists of such kinds are atomic. */
interface MergeOptions {
  /** Kyverno's `useServerSideApply`: atomic lists, maps and structs are replaced instead of refused. */
  readonly replaceAtomic: boolean;
}

/**
 * Merges what an ApplyConfiguration mutation gives into an object, as the API server does (structured-merge-diff v6): maps field by
 * field, list maps by their keys, sets by value. Throws `input.malformed` when it would change an atomic list, map or struct.
 */
export function mergeObject(
  original: JsonObject,
  change: JsonObject,
  kind: { readonly apiVersion: string; readonly kind: string },
  options: MergeOptions,
): Json {
  const key = `${kind.apiVersion.includes('/') ? '' : '/'}${kind.apiVersion}/${kind.kind}`;
  const rule = Object.hasOwn(mergeTable.kinds, key) ? mergeTable.kinds[key] : undefined;
  if (!options.replaceAtomic) refuseAtomic(change, rule, []);
  return mergeMaps(original, change, rule);
}

function merge(original: Json | undefined, change: Json, rule: MergeRule | undefined): Json {
  if (rule === 'atomic') return change;
  if (isObject(original) && isObject(change)) return mergeMaps(original, change, rule);
  if (!isList(original) || !isList(change)) return change;
  return isRuleOfList(rule) ? mergeLists(original, change, rule) : change;
}

function mergeMaps(original: JsonObject, change: JsonObject, rule: MergeRule | undefined): Json {
  const merged = new Map(Object.entries(original));
  for (const [key, value] of Object.entries(change))
    merged.set(key, merge(merged.get(key), value, ruleOfField(rule, key)));
  return objectOf(merged);
}

function ruleOfField(rule: MergeRule | undefined, field: string): MergeRule | undefined {
  if (typeof rule === 'object' && 'values' in rule) return rule.values;
  if (typeof rule !== 'number') return undefined;
  const fields = mergeTable.types[rule];
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/**
 * The order: items of the change keep theirs; items that only the original has stand where they stood between those that both
 * have; new items go behind them.
 */
function mergeLists(
  original: readonly Json[],
  change: readonly Json[],
  rule: ListRule | 'set',
): readonly Json[] {
  const left = original.map((item) => keyOf(item, rule));
  const right = change.map((item) => keyOf(item, rule));
  const known = new Map(left.map((key, at) => [key, original[at] ?? null] as const));
  const wanted = new Map(right.map((key, at) => [key, change[at] ?? null] as const));
  const order = new ListOrder(left, right);
  const of = rule === 'set' ? undefined : rule.of;
  return order.keys().map(({ key, at }) => {
    const value = wanted.get(key);
    if (value === undefined) return original[at] ?? null;
    return merge(known.get(key), value, of);
  });
}

/** A key of the merged list; `at` is its place in the original, -1 for what the change brings. */
interface OrderedKey {
  readonly key: string;
  readonly at: number;
}

/** Interleaves the keys of two lists as structured-merge-diff does. */
class ListOrder {
  readonly #left: readonly string[];
  readonly #right: readonly string[];
  readonly #wanted: ReadonlySet<string>;
  readonly #shared: string[];
  readonly #done = new Set<string>();

  constructor(left: readonly string[], right: readonly string[]) {
    this.#left = left;
    this.#right = right;
    this.#wanted = new Set(right);
    const known = new Set(left);
    this.#shared = right.filter((key) => known.has(key)).reverse();
  }

  keys(): readonly OrderedKey[] {
    const out: OrderedKey[] = [];
    let at = 0;
    let next = 0;
    while (at < this.#left.length || next < this.#right.length) {
      const own = this.#left[at];
      const key = this.#right[next];
      const step = this.#step(own, key);
      if (step === 'own' && own !== undefined) out.push({ key: own, at });
      if (step === 'own' || step === 'pass') at += 1;
      if (step !== 'change') continue;
      if (key !== undefined) this.#take(key, out);
      next += 1;
      if (own === key) at += 1;
    }
    return out;
  }

  #take(key: string, out: OrderedKey[]): void {
    if (!this.#done.has(key)) out.push({ key, at: -1 });
    this.#done.add(key);
    if (this.#shared.at(-1) === key) this.#shared.pop();
  }

  /** What stands next: an item of the original, one of the change, or neither. */
  #step(own: string | undefined, key: string | undefined): 'own' | 'change' | 'pass' {
    if (own === undefined || own === key) return 'change';
    if (!this.#wanted.has(own)) return 'own';
    if (this.#done.has(own)) return 'pass';
    const isAwaited = key !== undefined && this.#shared.at(-1) === own;
    return isAwaited || this.#shared.length === 0 ? 'change' : 'pass';
  }
}

function keyOf(item: Json, rule: ListRule | 'set'): string {
  if (rule === 'set' || !isObject(item)) return JSON.stringify(item);
  return JSON.stringify(
    rule.keys.map((key) => (Object.hasOwn(item, key) ? item[key] : rule.defaults?.[key]) ?? null),
  );
}

function refuseAtomic(value: Json, rule: MergeRule | undefined, path: readonly string[]): void {
  if (isList(value)) {
    if (!isRuleOfList(rule)) throw atomic(path);
    const of = rule === 'set' ? undefined : rule.of;
    for (const item of value) refuseAtomic(item, of, path);
  } else if (isObject(value)) {
    if (rule === 'atomic') throw atomic(path);
    for (const [key, item] of Object.entries(value))
      refuseAtomic(item, ruleOfField(rule, key), [...path, key]);
  }
}

function atomic(path: readonly string[]): CaissonError {
  const message = 'invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs';
  return new CaissonError('input.malformed', `${message}: .${path.join('.')}`);
}

function isRuleOfList(rule: MergeRule | undefined): rule is ListRule | 'set' {
  return rule === 'set' || (typeof rule === 'object' && 'keys' in rule);
}
