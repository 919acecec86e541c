import { isList, isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';

/** Without what is empty (`null`, `{}`, `[]`), at any depth: how Kyverno's tests compare objects. `undefined` when nothing is left. */
export function tidy(value: Json): Json | undefined {
  if (value === null) return undefined;
  if (isList(value)) {
    const items = value.flatMap((item) => {
      const kept = tidy(item);
      return kept === undefined ? [] : [kept];
    });
    return items.length === 0 ? undefined : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, item]) => {
    const kept = tidy(item);
    return kept === undefined ? [] : [[key, kept] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
