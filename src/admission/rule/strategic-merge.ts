import { CaissonError } from '#kit/error.ts';
import { fieldOf, isList, isObject, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { objectOf } from '../patch.ts';
import { patchTable } from './patch-types.gen.ts';

/** Which lists of a type are merged item by item. */
export interface PatchTable {
  /** `group/version/Kind` to a number of `types`. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly types: readonly Readonly<Record<string, PatchRule>>[];
}
/** A number: a map with fields of that type. `keys`: what tells items apart; none: items are scalars. `values`: a map of such. */
type PatchRule = number | ListRule | { readonly values: PatchRule };
interface ListRule {
  readonly keys: readonly string[];
  readonly of?: PatchRule;
}

/**
 * Applies a strategic merge patch as Kustomize does (and Kyverno with it): maps field by field, `null` removes, lists with a merge key
 * item by item with those of the patch first, other lists are replaced; `$patch: delete` and `$patch: replace`. Throws
 * `input.malformed` where a map meets a list.
 */
export function mergeStrategic(object: JsonObject, patch: Json): Json {
  const apiVersion = textOf(fieldOf(object, 'apiVersion')) ?? '';
  const kind = textOf(fieldOf(object, 'kind')) ?? '';
  const key = `${apiVersion.includes('/') ? '' : '/'}${apiVersion}/${kind}`;
  const rule = Object.hasOwn(patchTable.kinds, key) ? patchTable.kinds[key] : undefined;
  return merge(object, patch, rule, '') ?? null;
}

/** `undefined`: nothing is left. */
function merge(
  old: Json | undefined,
  change: Json | undefined,
  rule: PatchRule | undefined,
  path: string,
): Json | undefined {
  if (change === undefined) return old;
  if (change === null) return undefined;
  if (isObject(change)) return mergeMap(sameKind(old, isObject, path), change, rule, path);
  if (isList(change)) return mergeList(sameKind(old, isList, path), change, rule, path);
  if (old !== undefined && old !== null && typeof old === 'object') throw mismatch(path);
  return change;
}

function sameKind<Kind extends Json>(
  old: Json | undefined,
  test: (value: Json | undefined) => value is Kind,
  path: string,
): Kind | undefined {
  if (old === undefined || old === null) return undefined;
  if (!test(old)) throw mismatch(path);
  return old;
}

function mismatch(path: string): CaissonError {
  return new CaissonError(
    'input.malformed',
    `the patch does not fit the object at ${path === '' ? '/' : path}: wrong kind of value`,
  );
}

function mergeMap(
  old: JsonObject | undefined,
  written: JsonObject,
  rule: PatchRule | undefined,
  path: string,
): Json | undefined {
  const directive = textOf(fieldOf(written, '$patch'));
  if (directive === 'delete') return undefined;
  const change = Object.entries(written).filter(([key]) => key !== '$patch');
  const merged = new Map(directive === 'replace' ? [] : Object.entries(old ?? {}));
  for (const [key, value] of change) {
    const made = merge(merged.get(key), value, ruleOfField(rule, key), `${path}/${key}`);
    if (made === undefined) merged.delete(key);
    else merged.set(key, made);
  }
  return objectOf(merged);
}

function ruleOfField(rule: PatchRule | undefined, field: string): PatchRule | undefined {
  if (typeof rule === 'object') return 'values' in rule ? rule.values : undefined;
  const fields = rule === undefined ? undefined : patchTable.types[rule];
  return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
}

function mergeList(
  old: readonly Json[] | undefined,
  written: readonly Json[],
  rule: PatchRule | undefined,
  path: string,
): readonly Json[] | undefined {
  if (typeof rule !== 'object' || !('keys' in rule)) return written;
  const directive = written.find((one) => isObject(one) && Object.keys(one).join() === '$patch');
  const change = directive === undefined ? written : written.filter((one) => one !== directive);
  const said = textOf(fieldOf(directive, '$patch'));
  if (said === 'delete') return undefined;
  const base = said === 'replace' ? [] : (old ?? []);
  if (rule.keys.length === 0) return mergeScalars(base, change);
  return mergeItems(base, change, rule, path);
}

function mergeScalars(old: readonly Json[], change: readonly Json[]): readonly Json[] {
  return [...new Set([...change, ...old])];
}

/** Items of the patch come first, each merged with those it is for; then what only the object has. */
function mergeItems(
  old: readonly Json[],
  change: readonly Json[],
  { keys, of }: ListRule,
  path: string,
): readonly Json[] {
  const rest = new ItemIndex(old, keys);
  const done = new Map<number, Json | undefined>();
  const out: Json[] = [];
  for (const item of change) {
    const at = rest.find(item);
    const merged = merge(at === undefined ? undefined : (done.get(at) ?? old[at]), item, of, path);
    if (at !== undefined) done.set(at, merged);
    const isEmpty = merged === undefined || (isObject(merged) && Object.keys(merged).length === 0);
    if (isEmpty) continue;
    out.push(merged);
  }
  return [...out, ...old.filter((_, at) => !done.has(at))];
}

/** Finds items of a list by their merge keys. */
class ItemIndex {
  readonly #keys: readonly string[];
  readonly #items: readonly Json[];
  readonly #byFirst: ReadonlyMap<string, readonly number[]>;

  constructor(items: readonly Json[], keys: readonly string[]) {
    this.#items = items;
    this.#keys = keys;
    this.#byFirst = Map.groupBy(items.keys(), (at) => keyOf(items[at], keys[0] ?? ''));
  }

  /** The item with the same first key whose other keys are the same where both have them. */
  find(item: Json): number | undefined {
    const [first = '', ...others] = this.#keys;
    const wanted = keyOf(item, first);
    if (wanted === '') return undefined;
    return this.#byFirst.get(wanted)?.find((at) =>
      others.every((key) => {
        const [a, b] = [keyOf(item, key), keyOf(this.#items[at], key)];
        return a === b || a === '' || b === '';
      }),
    );
  }
}

function keyOf(item: Json | undefined, key: string): string {
  const value = fieldOf(item, key);
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}
