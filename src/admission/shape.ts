import { fieldOf, isList, isObject } from '#kube/json.ts';
import { type Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

/** What a field of a policy may hold. `null` counts as absent, as the API server drops it. */
export type Shape =
  | { readonly type: 'text'; readonly values?: readonly string[] }
  | { readonly type: 'boolean' | 'integer' | 'any' | 'texts' }
  | { readonly type: 'list'; readonly of: Shape; readonly max?: number }
  | { readonly type: 'object'; readonly fields: Fields; readonly required: readonly string[] };
export type Fields = Readonly<Record<string, Shape>>;

/** Something that the API server would refuse, or drop without a word. */
interface ShapeFault {
  readonly code: 'unknown-field' | 'missing-field' | 'wrong-type';
  readonly path: FieldPath;
  readonly message: string;
}

export const text: Shape = { type: 'text' };
export const flag: Shape = { type: 'boolean' };
export const integer: Shape = { type: 'integer' };
export const any: Shape = { type: 'any' };
export const textList: Shape = { type: 'list', of: text };
/** A map of texts: labels. */
export const textMap: Shape = { type: 'texts' };

export function oneOf(...values: readonly string[]): Shape {
  return { type: 'text', values };
}

export function list(of: Shape, max?: number): Shape {
  return { type: 'list', of, ...(max !== undefined && { max }) };
}

export function fields(all: Fields, ...required: readonly string[]): Shape {
  return { type: 'object', fields: all, required };
}

const maxFaults = 100;

/** Compares a value with its shape; at most 100 faults. */
export function checkShape(value: Json | undefined, shape: Shape, path: FieldPath): ShapeFault[] {
  const faults: ShapeFault[] = [];
  compare(value, shape, path, faults);
  return faults;
}

function compare(
  value: Json | undefined,
  shape: Shape,
  path: FieldPath,
  faults: ShapeFault[],
): void {
  if (value === undefined || value === null || faults.length >= maxFaults) return;
  if (shape.type === 'object') compareObject(value, shape, path, faults);
  else if (shape.type === 'list') compareList(value, shape, path, faults);
  else if (!isOfType(value, shape))
    faults.push(wrong(path, `must be ${wordOf(shape)}, not ${printed(value)}`));
}

function compareObject(
  value: Json,
  shape: Shape & { readonly type: 'object' },
  path: FieldPath,
  faults: ShapeFault[],
): void {
  if (!isObject(value)) {
    faults.push(wrong(path, `must be a map, not ${printed(value)}`));
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (Object.hasOwn(shape.fields, key)) {
      compare(item, shape.fields[key] ?? any, [...path, key], faults);
    } else if (faults.length < maxFaults) {
      faults.push(unknownField(key, Object.keys(shape.fields), path));
    }
  }
  for (const key of shape.required) {
    const item = fieldOf(value, key);
    if (item === undefined || item === null || item === '')
      faults.push({ code: 'missing-field', path, message: `needs the field "${key}"` });
  }
}

function compareList(
  value: Json,
  shape: Shape & { readonly type: 'list' },
  path: FieldPath,
  faults: ShapeFault[],
): void {
  if (!isList(value)) {
    faults.push(wrong(path, `must be a list, not ${printed(value)}`));
    return;
  }
  if (shape.max !== undefined && value.length > shape.max)
    faults.push(wrong(path, `may hold at most ${shape.max} entries, not ${value.length}`));
  for (const [at, item] of value.slice(0, 1000).entries())
    compare(item, shape.of, [...path, at], faults);
}

function isOfType(value: Json, shape: Shape): boolean {
  switch (shape.type) {
    case 'text':
      return typeof value === 'string' && (shape.values?.includes(value) ?? true);
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'texts':
      return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
    default:
      return true;
  }
}

function wordOf(shape: Shape): string {
  if (shape.type === 'text')
    return shape.values === undefined ? 'text' : `one of ${shape.values.join(', ')}`;
  if (shape.type === 'boolean') return 'true or false';
  return shape.type === 'integer' ? 'an integer' : 'a map of texts';
}

function wrong(path: FieldPath, message: string): ShapeFault {
  return { code: 'wrong-type', path, message };
}

function unknownField(key: string, known: readonly string[], path: FieldPath): ShapeFault {
  const near = nearest(key, known);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  const message = `unknown field ${JSON.stringify(key.slice(0, 100))}${hint}`;
  return { code: 'unknown-field', path: [...path, key], message };
}

function printed(value: Json): string {
  const shown = JSON.stringify(value);
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}

/** The known word that a misspelt one most likely means. */
function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const allowed = word.length < 4 ? 1 : 2;
  let best: string | undefined;
  let least = allowed + 1;
  for (const candidate of known) {
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Edits (Levenshtein) between two short words. */
function distanceOf(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 3;
}
