import { isRecord } from '#kit/json.ts';
import type { JsonObject } from '#model/json-value.ts';

/** Labels that make a selector choose a pod: without any one of `keys` it does not. */
export interface Grip {
  /** `Service web`, `ReplicaSet web-5d`. */
  readonly name: string;
  readonly keys: readonly string[];
}

/** How a Service (map of labels) has hold of a pod; `undefined` when it has not. */
export function serviceGrip(
  service: JsonObject,
  labels: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  const spec: unknown = service['spec'];
  const selector = isRecord(spec) ? spec['selector'] : undefined;
  if (!isRecord(selector)) return undefined;
  const wanted = Object.entries(selector);
  const fits = wanted.length > 0 && wanted.every(([key, value]) => labels.get(key) === value);
  return fits ? wanted.map(([key]) => key) : undefined;
}

/** Keys of a LabelSelector that must be there with a value: taking one away lets the pod go. */
export function selectorKeys(controller: JsonObject): readonly string[] {
  const spec: unknown = controller['spec'];
  const selector = isRecord(spec) ? spec['selector'] : undefined;
  if (!isRecord(selector)) return [];
  const { matchLabels, matchExpressions } = selector;
  const listed: readonly unknown[] = Array.isArray(matchExpressions) ? matchExpressions : [];
  const expressions = listed.flatMap((one) => {
    if (!isRecord(one) || typeof one['key'] !== 'string') return [];
    return one['operator'] === 'In' || one['operator'] === 'Exists' ? [one['key']] : [];
  });
  return [...(isRecord(matchLabels) ? Object.keys(matchLabels) : []), ...expressions];
}

/** Few keys that every grip needs at least one of; those in `kept` are not to be touched. `undefined` when that is not possible. */
export function keysToDrop(
  grips: readonly Grip[],
  kept: readonly string[],
): readonly string[] | undefined {
  const dropped = new Set<string>();
  for (const { keys } of [...grips].sort((a, b) => a.keys.length - b.keys.length)) {
    if (keys.some((key) => dropped.has(key))) continue;
    const key = keys.find((one) => !kept.includes(one));
    if (key === undefined) return undefined;
    dropped.add(key);
  }
  return [...dropped];
}
