import { fieldOf, isList, isObject } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { hasWildcard, matchesWildcard } from '../wildcard.ts';
import { matchesScalar } from './scalar.ts';

/** `skip`: an anchor says that the rule is not about this object. `error`: an anchor's key is nowhere in it. */
export type PatternVerdict =
  | { readonly outcome: 'pass' }
  | {
      readonly outcome: 'skip' | 'fail' | 'error';
      readonly path: string;
      readonly message: string;
    };

/** Why a part of an object is not what a part of a pattern says. */
interface Mismatch {
  readonly type: 'plain' | 'conditional' | 'global' | 'negation';
  readonly path: string;
  readonly message: string;
  /** Made of the anchors of a part of the pattern, not by one of this map. */
  readonly nested?: boolean;
}

const maxDepth = 100;

/**
 * Compares an object with a pattern of Kyverno (`validate.pattern`): anchors `(a)` condition, `=(a)` when there, `^(a)` at least one,
 * `X(a)` never, `<(a)` condition for the whole rule; scalars as `matchesScalar` has them.
 */
export function matchPattern(object: Json, pattern: Json): PatternVerdict {
  const match = new Match();
  const mismatch = match.element(object, pattern, '/', 0);
  if (mismatch === undefined) return { outcome: 'pass' };
  const { path, message, type } = mismatch;
  if (isSkip(mismatch)) return { outcome: 'skip', path, message };
  if (type !== 'negation' && match.lacksKeys()) return { outcome: 'error', path: '', message };
  return { outcome: path === '' ? 'error' : 'fail', path, message };
}

function isSkip({ type }: Mismatch): boolean {
  return type === 'conditional' || type === 'global';
}

interface Anchor {
  readonly sign: string;
  readonly key: string;
}

/** `+(a)` and plain keys are no anchors here. */
function anchorOf(written: string): Anchor | undefined {
  const match = /^([+<=X^])?\((.+)\)$/s.exec(written);
  if (match === null) return undefined;
  return { sign: match[1] ?? '', key: match[2] ?? '' };
}

class Match {
  /** Anchors of the pattern, and whether any object on the way had their key. */
  readonly #seen = new Map<string, boolean>();

  lacksKeys(): boolean {
    return [...this.#seen].some(([key, isThere]) => !isThere && anchorOf(key)?.sign !== 'X');
  }

  element(
    value: Json | undefined,
    pattern: Json,
    path: string,
    depth: number,
  ): Mismatch | undefined {
    if (depth > maxDepth) return plain(path, 'the pattern is nested too deeply');
    if (isObject(pattern)) {
      if (!isObject(value)) return plain(path, `${path} is no map`);
      this.#note(pattern, value);
      return this.#map(value, pattern, path, depth);
    }
    if (isList(pattern)) {
      if (!isList(value)) return plain(path, `${path} is no list`);
      return this.#list(value, pattern, path, depth);
    }
    const values = isList(value) ? value : [value ?? null];
    if (values.every((one) => matchesScalar(one, pattern))) return undefined;
    return plain(path, `${shown(value)} is not ${shown(pattern)} at ${path}`);
  }

  #note(pattern: JsonObject, value: JsonObject): void {
    for (const written of Object.keys(pattern)) {
      const anchor = anchorOf(written);
      if (anchor === undefined || !['', '^', 'X'].includes(anchor.sign)) continue;
      if (this.#seen.get(written) === true) continue;
      this.#seen.set(written, Object.hasOwn(value, anchor.key));
    }
  }

  #map(value: JsonObject, written: JsonObject, path: string, depth: number): Mismatch | undefined {
    const pattern = expandMetadata(written, value);
    const keys = Object.keys(pattern).sort();
    const first = this.#anchors(value, pattern, { keys: keys.filter(isAnchor), path, depth });
    if (first !== undefined) return first;
    for (const key of inOrder(
      keys.filter((one) => !isAnchor(one)),
      pattern,
    )) {
      const mismatch = this.#field(value, key, pattern[key] ?? null, { path, depth });
      if (mismatch !== undefined) return mismatch;
    }
    return undefined;
  }

  #anchors(
    value: JsonObject,
    pattern: JsonObject,
    { keys, path, depth }: Anchors,
  ): Mismatch | undefined {
    const skips: Mismatch[] = [];
    let applied = 0;
    for (const key of keys) {
      const mismatch = this.#field(value, key, pattern[key] ?? null, { path, depth });
      if (mismatch === undefined) applied += 1;
      else if (isSkip(mismatch)) skips.push(mismatch);
      else if (!skips.some(({ nested }) => nested !== true)) return mismatch;
    }
    const own = skips.find(({ nested }) => nested !== true);
    const [skip] = skips;
    if (skip === undefined || (applied > 0 && own === undefined)) return undefined;
    return { ...(own ?? skip), path, nested: true };
  }

  #field(
    value: JsonObject,
    written: string,
    pattern: Json,
    { path, depth }: Place,
  ): Mismatch | undefined {
    const anchor = anchorOf(written);
    const key = anchor === undefined || anchor.sign === '+' ? written : anchor.key;
    const inner = `${path}${key}/`;
    const item = fieldOf(value, key);
    if (anchor === undefined || anchor.sign === '+') {
      if (pattern !== '*') return this.element(item, pattern, inner, depth + 1);
      return item === undefined || item === null ? plain(path, `${inner} not found`) : undefined;
    }
    return this.#anchored(anchor.sign, item, pattern, { path: inner, depth });
  }

  #anchored(
    sign: string,
    item: Json | undefined,
    pattern: Json,
    { path, depth }: Place,
  ): Mismatch | undefined {
    if (sign === 'X')
      return item === undefined
        ? undefined
        : { type: 'negation', path, message: `${path} is not allowed` };
    if (item === undefined)
      return sign === ''
        ? { type: 'conditional', path, message: 'the key of a condition is not in the object' }
        : undefined;
    if (sign === '^') return this.#exists(item, pattern, { path, depth });
    const mismatch = this.element(item, pattern, path, depth + 1);
    if (mismatch === undefined || sign === '=') return mismatch;
    const type = sign === '' ? 'conditional' : 'global';
    return { type, path: mismatch.path, message: mismatch.message };
  }

  #exists(item: Json, pattern: Json, { path, depth }: Place): Mismatch | undefined {
    if (!isList(item)) return plain(path, `${path} is no list`);
    if (!isList(pattern)) return plain(path, 'the pattern of ^( ) is no list');
    for (const one of pattern) {
      const isThere = item.some(
        (value, at) => this.element(value, one, `${path}${at}/`, depth + 1) === undefined,
      );
      if (!isThere) return plain(path, `no item of ${path} is as wanted`);
    }
    return undefined;
  }

  #list(
    items: readonly Json[],
    patterns: readonly Json[],
    path: string,
    depth: number,
  ): Mismatch | undefined {
    const [first] = patterns;
    if (first === undefined) return plain(path, 'the pattern is an empty list');
    if (!isObject(first) && !isList(first)) return this.element(items, first, path, depth + 1);
    if (isList(first) && items.length < patterns.length)
      return plain('', `${path} has fewer items than the pattern`);
    const pairs = isList(first)
      ? patterns.map((pattern, at) => [items[at] ?? null, pattern] as const)
      : items.map((item) => [item, first] as const);
    return this.#items(pairs, path, depth);
  }

  #items(
    pairs: readonly (readonly [Json, Json])[],
    path: string,
    depth: number,
  ): Mismatch | undefined {
    let applied = 0;
    let skip: Mismatch | undefined;
    for (const [at, [item, pattern]] of pairs.entries()) {
      const mismatch = this.element(item, pattern, `${path}${at}/`, depth + 1);
      if (mismatch === undefined) applied += 1;
      else if (isSkip(mismatch)) skip ??= mismatch;
      else return mismatch;
    }
    return applied === 0 && skip !== undefined ? { ...skip, path, nested: true } : undefined;
  }
}

/** Whether a key is judged before the plain ones. */
function isAnchor(key: string): boolean {
  return ['', '^', '=', 'X'].includes(anchorOf(key)?.sign ?? 'none');
}

interface Place {
  readonly path: string;
  readonly depth: number;
}
interface Anchors extends Place {
  readonly keys: readonly string[];
}

function plain(path: string, message: string): Mismatch {
  return { type: 'plain', path, message };
}

/** Keys with anchors below them come first, the last of them foremost. */
function inOrder(keys: readonly string[], pattern: JsonObject): readonly string[] {
  const first = keys.filter(
    (key) => anchorOf(key)?.sign === '<' || hasAnchors(pattern[key] ?? null, 0),
  );
  return [...first.toReversed(), ...keys.filter((key) => !first.includes(key))];
}

function hasAnchors(pattern: Json, depth: number): boolean {
  if (depth > maxDepth) return false;
  if (isList(pattern)) return pattern.some((one) => hasAnchors(one, depth + 1));
  if (!isObject(pattern)) return false;
  return Object.entries(pattern).some(
    ([key, one]) => (anchorOf(key)?.sign ?? '+') !== '+' || hasAnchors(one, depth + 1),
  );
}

/** Wildcards in the keys of labels and annotations stand for a key that the object has. */
function expandMetadata(pattern: JsonObject, value: JsonObject): JsonObject {
  const entry = Object.entries(pattern).find(([key]) => (anchorOf(key)?.key ?? key) === 'metadata');
  const metadata = fieldOf(value, 'metadata');
  if (entry === undefined || !isObject(entry[1]) || !isObject(metadata)) return pattern;
  const expanded = Object.entries(entry[1]).map(([key, one]) => {
    const tag = anchorOf(key)?.key ?? key;
    const has = fieldOf(metadata, tag);
    if ((tag !== 'labels' && tag !== 'annotations') || !isObject(one) || !isObject(has))
      return [key, one] as const;
    return [key, expandKeys(one, Object.keys(has))] as const;
  });
  return { ...pattern, [entry[0]]: Object.fromEntries(expanded) };
}

function expandKeys(pattern: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(pattern).map(([written, value]) => {
      const anchor = anchorOf(written);
      const bare = anchor?.key ?? written;
      if (!hasWildcard(bare)) return [written, value];
      const found = keys.find((key) => matchesWildcard(bare, key)) ?? bare.replaceAll(/[*?]/g, '0');
      return [anchor === undefined ? found : `${anchor.sign}(${found})`, value];
    }),
  );
}

function shown(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
