import { isList, isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

const maxFound = 50;

/** The first key of each map that stands behind one which comes later in the alphabet; at most 50. */
export function unsortedMaps(value: Json): readonly FieldPath[] {
  const found: FieldPath[] = [];
  const waiting: (readonly [Json, FieldPath])[] = [[value, []]];
  for (
    let next = waiting.pop();
    next !== undefined && found.length < maxFound;
    next = waiting.pop()
  ) {
    const [one, path] = next;
    if (isList(one)) for (const [at, item] of one.entries()) waiting.push([item, [...path, at]]);
    if (!isObject(one)) continue;
    const keys = Object.keys(one);
    const wrong = keys.find((key, at) => at > 0 && key < (keys[at - 1] ?? ''));
    if (wrong !== undefined) found.push([...path, wrong]);
    for (const [key, item] of Object.entries(one)) waiting.push([item, [...path, key]]);
  }
  return found;
}
