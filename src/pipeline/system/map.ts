import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { entriesOf, resolve } from '#yaml/read.ts';
import type { SourceString } from '../model.ts';
import { stringAt, stringOf } from '../yaml-access.ts';

/** The node as a map whose merge keys (`<<`) are written out; its range stays. */
export function mergedMap(node: YamlNode | undefined): YamlMap | undefined {
  const map = resolve(node);
  if (map?.kind !== 'map') return undefined;
  const entries = entriesOf(map, { merge: true });
  return entries === map.entries ? map : { ...map, entries };
}

/** A scalar, or the scalar below a key of a map: `image: x` and `image: { name: x }`. */
export function stringOrAt(node: YamlNode | undefined, key: string): SourceString | undefined {
  const value = resolve(node);
  return value?.kind === 'map' ? stringAt(value, key) : stringOf(value);
}

/** Only what is there: for optional fields of the model. */
export function present<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  if (value === undefined) return {};
  const out: { [K in Key]?: Value } = {};
  out[key] = value;
  return out;
}
