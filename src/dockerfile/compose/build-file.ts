import type { SourceRange } from '#model/source-range.ts';
import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf, resolve, textOf, type YamlValue } from '#yaml/read.ts';
import { type Dialect, type Interpolated, interpolate } from './interpolate.ts';

/** A file that says which images are built and how they run: of Compose, or of bake. */
export interface BuildFile {
  readonly kind: 'compose' | 'bake';
  readonly dialect: Dialect;
  /** Variables with the values that the project gives them. */
  readonly variables: ReadonlyMap<string, string>;
  /** Services of Compose, in the order of the file; none of bake. */
  readonly services: readonly Service[];
  readonly builds: readonly Build[];
  /** Directories of the host that named volumes stand for. */
  readonly volumes: ReadonlyMap<string, string>;
}

/** A service of a Compose file. */
export interface Service {
  readonly name: string;
  /** Its keys, merged and behind aliases; the last of doubles. */
  readonly fields: ReadonlyMap<string, YamlNode>;
}

/** An image that is built: a service's `build`, or a target of bake. */
export interface Build {
  /** The service or target. */
  readonly name: string;
  readonly inline?: YamlNode;
  /** As written; absent: `.` */
  readonly context?: string;
  readonly dockerfile?: string;
  readonly target?: string;
  readonly args: readonly Field[];
  /** Those whose value stands in this file, and not in the environment of whoever builds. */
  readonly writtenArgs: readonly Field[];
  /** Names of further contexts. */
  readonly contexts: readonly string[];
  /** Checks of Dockerfiles whose question the service answers: it names a user, or a health check. */
  readonly answered: ReadonlySet<string>;
  /** Settings of the build itself that lift its confinement. */
  readonly fields: ReadonlyMap<string, YamlNode>;
}

/** A name with a value, from a map or from `NAME=value` in a list. */
export interface Field {
  readonly name: string;
  /** Absent: the environment of whoever builds or runs it gives it. */
  readonly value?: string;
  readonly known: boolean;
  readonly range: SourceRange;
}

/** Keys of a map, merged; the map of nothing is empty. */
export function fieldsOf(node: YamlNode | undefined): ReadonlyMap<string, YamlNode> {
  const fields = new Map<string, YamlNode>();
  for (const { key, value } of entriesOf(node, { merge: true })) {
    const name = textOf(key);
    if (name !== undefined) fields.set(name, value);
  }
  return fields;
}

/** Names and values of a map, or of a list of `NAME=value`. */
export function pairsOf(
  node: YamlNode | undefined,
  file: Pick<BuildFile, 'dialect' | 'variables'>,
): readonly Field[] {
  const value = resolve(node);
  if (value?.kind === 'list') return itemsOf(value).flatMap((item) => listed(item, file));
  return entriesOf(value, { merge: true }).flatMap((entry) => {
    const name = textOf(entry.key);
    if (name === undefined) return [];
    const range = { ...entry.key.range, ...endOf(entry.value, entry.key) };
    return [{ name, ...given(entry.value, file), range }];
  });
}

function endOf(value: YamlNode, key: YamlNode): Partial<SourceRange> {
  if (value.range.end < key.range.end || value.kind === 'alias') return {};
  const { end, endLine, endColumn } = value.range;
  return { end, endLine, endColumn };
}

function given(
  node: YamlNode,
  file: Pick<BuildFile, 'dialect' | 'variables'>,
): Pick<Field, 'value' | 'known'> {
  const scalar = resolve(node);
  if (scalar?.kind !== 'scalar') return { known: false };
  if (scalar.value === null) return { known: true };
  const { mapped, known } = interpolate(scalar.text, file.dialect, file.variables);
  return { value: mapped.text, known };
}

function listed(
  item: YamlNode,
  { dialect, variables }: Pick<BuildFile, 'dialect' | 'variables'>,
): readonly Field[] {
  const text = textOf(item);
  if (text === undefined) return [];
  const at = text.indexOf('=');
  if (at < 0) return [{ name: text, known: true, range: item.range }];
  const { mapped, known } = interpolate(text.slice(at + 1), dialect, variables);
  return [{ name: text.slice(0, at), value: mapped.text, known, range: item.range }];
}

/** The text of a scalar with variables put in; `undefined` of anything else. */
export function valueText(
  node: YamlNode | undefined,
  { dialect, variables }: Pick<BuildFile, 'dialect' | 'variables'>,
): (Interpolated & { readonly text: string; readonly node: YamlValue }) | undefined {
  const scalar = resolve(node);
  if (scalar?.kind !== 'scalar') return undefined;
  const found = interpolate(scalar.text, dialect, variables);
  return { ...found, text: found.mapped.text, node: scalar };
}
