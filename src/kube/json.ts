import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

/** The accessors below answer `undefined` for whatever is not what was asked for: hostile objects have any shape. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own field, also of what is no object. */
export function fieldOf(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at a path. */
export function valueAt(value: Json | undefined, path: FieldPath): Json | undefined {
  let current = value;
  for (const step of path) {
    if (current === undefined) return undefined;
    current = typeof step === 'number' ? listOf(current)[step] : fieldOf(current, step);
  }
  return current;
}

/** The items of a list; none of anything else. */
export function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The entries of a list that are objects, with their places. */
export function objectsOf(value: Json | undefined): readonly (readonly [number, JsonObject])[] {
  return listOf(value).flatMap((item, at) => (isObject(item) ? [[at, item] as const] : []));
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function booleanOf(value: Json | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The texts of a list, others left out. */
export function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

const noTexts: ReadonlyMap<string, string> = new Map();

/** The entries of a map whose values are texts: labels, annotations, selectors. */
export function textMapOf(value: Json | undefined): ReadonlyMap<string, string> {
  if (!isObject(value)) return noTexts;
  const entries = Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' ? [[key, item] as const] : [],
  );
  return entries.length === 0 ? noTexts : new Map(entries);
}
