import type { YamlMap, YamlNode, YamlScalar } from '#yaml/node.ts';
import { entriesOf, itemsOf, resolve } from '#yaml/read.ts';
import { keyOf, scalarOf } from '../yaml-access.ts';
import { anyMember } from './context-path.ts';

const maxValues = 500;

/**
 * The values that `matrix.<path>` can have: those of the dimension, of `include`, and whole expressions that decide about
 * either. At most 500.
 */
export function matrixValues(
  matrix: YamlMap | undefined,
  path: readonly string[],
): readonly YamlScalar[] {
  const values = entriesOf(matrix).flatMap((entry): readonly YamlNode[] => {
    const key = keyOf(entry).value.toLowerCase();
    if (key === 'exclude') return [];
    const value = resolve(entry.value);
    if (value?.kind === 'scalar') return key === 'include' || key === path[0] ? [value] : [];
    if (key === 'include') return itemsOf(value).flatMap((item) => memberValues(item, path));
    if (key !== path[0]) return [];
    return itemsOf(value).flatMap((item) => memberValues(item, path.slice(1)));
  });
  return values.slice(0, maxValues).flatMap((value) => scalarOf(value) ?? []);
}

/** The values at a path below a node; a scalar on the way stands for all that it may hold. */
function memberValues(node: YamlNode, path: readonly string[]): readonly YamlNode[] {
  const value = resolve(node);
  const [first, ...rest] = path;
  if (value === undefined) return [];
  if (first === undefined || value.kind === 'scalar') return scalarsBelow(value, 0);
  if (value.kind === 'list')
    return value.items.slice(0, maxValues).flatMap((item) => memberValues(item, rest));
  return entriesOf(value)
    .filter((entry) => first === anyMember || keyOf(entry).value.toLowerCase() === first)
    .flatMap((entry) => memberValues(entry.value, rest));
}

function scalarsBelow(node: YamlNode, depth: number): readonly YamlNode[] {
  const value = resolve(node);
  if (value === undefined || depth > 8) return [];
  if (value.kind === 'scalar') return [value];
  const parts = value.kind === 'list' ? value.items : value.entries.map((entry) => entry.value);
  return parts.slice(0, maxValues).flatMap((part) => scalarsBelow(part, depth + 1));
}
