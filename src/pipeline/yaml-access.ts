import type { SourceRange } from '#model/source-range.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '#yaml/node.ts';
import { entriesOf, resolve } from '#yaml/read.ts';
import type { SourceString, Variable } from './model.ts';

/** The entry of a map by its key, the last one where it is there twice. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return entriesOf(node).findLast((entry) => entry.key.kind === 'scalar' && entry.key.text === key);
}

/** The node as a map, behind aliases. */
export function mapOf(node: YamlNode | undefined): YamlMap | undefined {
  const value = resolve(node);
  return value?.kind === 'map' ? value : undefined;
}

/** The node as a scalar, behind aliases. */
export function scalarOf(node: YamlNode | undefined): YamlScalar | undefined {
  const value = resolve(node);
  return value?.kind === 'scalar' ? value : undefined;
}

/** A scalar with its place; `undefined` for collections and for nothing written. */
export function stringOf(node: YamlNode | undefined): SourceString | undefined {
  const scalar = scalarOf(node);
  if (scalar === undefined || (scalar.value === null && scalar.text === '')) return undefined;
  return { value: scalar.text, range: scalar.range, node: scalar };
}

/** A scalar below a key. */
export function stringAt(node: YamlNode | undefined, key: string): SourceString | undefined {
  return stringOf(entryOf(node, key)?.value);
}

/** The key of an entry as text; empty where it is a collection. */
export function keyOf(entry: YamlEntry): SourceString {
  const scalar = scalarOf(entry.key);
  if (scalar === undefined) return { value: '', range: entry.key.range };
  return { value: scalar.text, range: scalar.range, node: scalar };
}

/** Entries of a map as names with values. */
export function variablesOf(node: YamlNode | undefined): readonly Variable[] {
  return entriesOf(node).map((entry) => {
    const value = resolve(entry.value) ?? entry.value;
    const text = value.kind === 'scalar' ? value.text : '';
    return { name: keyOf(entry), value: text, range: value.range, node: value };
  });
}

/** The variable of a name, without regard to case when told so. */
export function variableOf(
  variables: readonly Variable[],
  name: string,
  anyCase = false,
): Variable | undefined {
  const wanted = anyCase ? name.toLowerCase() : name;
  return variables.findLast(
    ({ name: { value } }) => (anyCase ? value.toLowerCase() : value) === wanted,
  );
}

/** A list of scalars, or one scalar in place of it. */
export function stringsOf(node: YamlNode | undefined): readonly SourceString[] {
  const value = resolve(node);
  if (value?.kind === 'list') return value.items.map(stringOf).filter((each) => each !== undefined);
  const one = stringOf(value);
  return one === undefined ? [] : [one];
}

/** Place of an entry: from its key to the end of its value. */
export function rangeOfEntry({ key, value }: YamlEntry): SourceRange {
  const { end, endLine, endColumn } = value.range.end > key.range.end ? value.range : key.range;
  return { ...key.range, end, endLine, endColumn };
}

/** Whether the scalar says true in the way that the value has it: `true`, not `"true"` only. */
export function isTrue(node: YamlNode | undefined): boolean {
  return scalarOf(node)?.text.toLowerCase() === 'true';
}
