import { CaissonError } from '#kit/error.ts';
import type { YamlAlias, YamlEntry, YamlMap, YamlNode, YamlScalar } from './node.ts';

/** Every node but an alias. */
export type YamlValue = Exclude<YamlNode, YamlAlias>;

/** More maps than this are not merged into one. */
const maxMerged = 1000;
/** Levels of `plain`, and characters of a key that is a collection. */
const maxDepth = 500;
const maxKey = 1000;

/** The value behind aliases; `undefined` when the anchor is not defined. */
export function resolve(node: YamlNode | undefined): YamlValue | undefined {
  let current = node;
  for (let hops = 0; current?.kind === 'alias'; hops += 1) {
    if (hops > maxMerged) return undefined;
    current = current.target;
  }
  return current;
}

/** The value of `key` in a map (of the last such entry, as most tools have it), behind aliases; no merge keys. */
export function member(node: YamlNode | undefined, key: string): YamlValue | undefined {
  const entry = entriesOf(node).findLast((one) => textOf(one.key) === key);
  return resolve(entry?.value);
}

/**
 * The entries of a map in the order of the file; none of anything else. With `merge`, those that `<<` brings in (YAML 1.1
 * type `merge`) follow the map's own, which win, and `<<` itself is left out. Throws `limit.entries` when more than 1000 maps merge.
 */
export function entriesOf(
  node: YamlNode | undefined,
  options: { readonly merge?: boolean } = {},
): readonly YamlEntry[] {
  const map = resolve(node);
  if (map?.kind !== 'map') return [];
  if (options.merge !== true || !map.entries.some(isMerge)) return map.entries;
  return mergedEntries(map);
}

/** The items of a list; none of anything else. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  const list = resolve(node);
  return list?.kind === 'list' ? list.items : [];
}

/** The content of a scalar as text (`1.10` stays `1.10`); `undefined` of anything else. */
export function textOf(node: YamlNode | undefined): string | undefined {
  const scalar = resolve(node);
  return scalar?.kind === 'scalar' ? scalar.text : undefined;
}

/** Whether the entry is a merge key: a plain `<<`. */
function isMerge(entry: YamlEntry): boolean {
  const key = entry.key;
  return key.kind === 'scalar' && key.text === '<<' && key.style === 'plain';
}

function mergedEntries(map: YamlMap): readonly YamlEntry[] {
  const found = new Map<string, YamlEntry>();
  const others: YamlEntry[] = [];
  const seen = new Set<YamlMap>();
  const waiting = [map];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (seen.size + waiting.length > maxMerged)
      throw new CaissonError('limit.entries', 'the YAML merges too many maps');
    addOwn(next, found, others);
    waiting.push(...next.entries.filter(isMerge).flatMap(sourcesOf).toReversed());
  }
  return [...found.values(), ...others];
}

/** Adds what is not there yet; of doubles within one map the last wins. */
function addOwn(map: YamlMap, found: Map<string, YamlEntry>, others: YamlEntry[]): void {
  const own = new Map<string, YamlEntry>();
  for (const entry of map.entries) {
    const key = textOf(entry.key);
    if (key === undefined) others.push(entry);
    else if (!isMerge(entry) && !found.has(key)) own.set(key, entry);
  }
  for (const [key, entry] of own) found.set(key, entry);
}

function sourcesOf(entry: YamlEntry): readonly YamlMap[] {
  const value = resolve(entry.value);
  const all = value?.kind === 'list' ? value.items.slice(0, maxMerged).map(resolve) : [value];
  return all.filter((one): one is YamlMap => one?.kind === 'map');
}

/** What `plain` makes: values as JSON has them, maps as objects without prototype. */
export type PlainYaml =
  | YamlScalar['value']
  | readonly PlainYaml[]
  | { readonly [key: string]: PlainYaml };

/**
 * The node as plain values, aliases written out; keys are text, those that are collections as in flow style,
 * cut at 1000 characters. Of doubles the last stays. Throws `limit.entries` above `budget` values (each use of an alias counts), `limit.depth` above 500 levels.
 */
export function plain(
  node: YamlNode | undefined,
  budget = 100_000,
  options: { readonly merge?: boolean } = {},
): PlainYaml {
  return new Expansion(budget, options.merge === true).value(node, 0);
}

class Expansion {
  #left: number;
  readonly #merge: boolean;

  constructor(budget: number, merge: boolean) {
    this.#left = budget;
    this.#merge = merge;
  }

  value(node: YamlNode | undefined, depth: number): PlainYaml {
    this.#spend(depth);
    const value = resolve(node);
    if (value === undefined) return null;
    if (value.kind === 'scalar') return value.value;
    if (value.kind === 'list') return value.items.map((item) => this.value(item, depth + 1));
    return this.#map(value, depth);
  }

  #map(map: YamlMap, depth: number): PlainYaml {
    const out = Object.create(null) as Record<string, PlainYaml>;
    for (const { key, value } of entriesOf(map, { merge: this.#merge }))
      out[this.#key(key, depth)] = this.value(value, depth + 1);
    return out;
  }

  #key(node: YamlNode, depth: number): string {
    const key = resolve(node);
    if (key === undefined || key.kind === 'scalar') return key?.text ?? '';
    this.#spend(depth);
    const parts =
      key.kind === 'list'
        ? key.items.map((item) => this.#key(item, depth + 1))
        : key.entries.map((one) => this.#pair(one, depth + 1));
    const text = key.kind === 'list' ? `[${parts.join(', ')}]` : `{${parts.join(', ')}}`;
    return text.slice(0, maxKey);
  }

  #pair(entry: YamlEntry, depth: number): string {
    return `${this.#key(entry.key, depth)}: ${this.#key(entry.value, depth)}`.slice(0, maxKey);
  }

  #spend(depth: number): void {
    this.#left -= 1;
    if (this.#left < 0)
      throw new CaissonError('limit.entries', 'the YAML expands to too many values');
    if (depth > maxDepth) throw new CaissonError('limit.depth', 'the YAML is nested too deeply');
  }
}
