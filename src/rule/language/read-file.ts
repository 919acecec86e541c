import type { YamlNode } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';
import { entriesOf, resolve, textOf } from '#yaml/read.ts';
import type { Diagnostics } from './diagnostics.ts';
import { ItemReader, isNull } from './item-reader.ts';
import { readList, readMacro } from './read-definition.ts';
import { readRule } from './read-rule.ts';
import { defaultEngineVersion, readEngineVersion, readPluginVersions } from './requirements.ts';
import type { RuleCollector } from './rule-collector.ts';
import type { LoadOptions } from './rule-options.ts';
import { suggested } from './suggest.ts';

/** A rule file as it was read; `name` stands in diagnostics. */
export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

const defaultMaxBytes = 10_000_000;
/** In the order in which they say what an item is. */
const itemKeys = [
  'required_engine_version',
  'required_plugin_versions',
  'list',
  'macro',
  'rule',
] as const;

/** Reads one file into the collector; what is wrong becomes diagnostics, and the items around it are still read. */
export function readFile(
  file: RuleFile,
  collector: RuleCollector,
  options: LoadOptions,
  diagnostics: Diagnostics,
): void {
  const start = { file: file.name, line: 1, column: 1 };
  const maxBytes = options.maxFileBytes ?? defaultMaxBytes;
  const yaml = diagnostics.attempt(start, () => parseYaml(file.text, { maxBytes }));
  if (yaml === undefined) return;
  for (const { message, range } of yaml.problems) {
    const place = { file: file.name, line: range.line, column: range.column };
    // Other readers stop neither at two keys of one name nor at lines of a list in brackets that are indented too little.
    if (message.endsWith('stands here twice'))
      diagnostics.warn({ code: 'duplicate-key', message: `${message}; the first counts` }, place);
    else if (message.endsWith('is not indented enough'))
      diagnostics.warn({ code: 'yaml', message }, place);
    else diagnostics.error({ code: 'yaml', message }, place);
  }
  for (const { root } of yaml.documents) {
    const items = itemsOfDocument(file, root, diagnostics);
    for (const node of items) {
      const { line, column } = node.range;
      const place = { file: file.name, line, column };
      diagnostics.attempt(place, () => readItem({ file, node, options }, collector, diagnostics));
    }
  }
}

function itemsOfDocument(
  file: RuleFile,
  root: YamlNode | undefined,
  diagnostics: Diagnostics,
): readonly YamlNode[] {
  const value = resolve(root);
  if (value === undefined || (value.kind === 'scalar' && isNull(value))) return [];
  if (value.kind === 'list') return value.items;
  const { line, column } = value.range;
  const message = 'a rule file is a list of rules, macros and lists';
  diagnostics.error({ code: 'item', message }, { file: file.name, line, column });
  return [];
}

interface Item {
  readonly file: RuleFile;
  readonly node: YamlNode;
  readonly options: LoadOptions;
}

function readItem(item: Item, collector: RuleCollector, diagnostics: Diagnostics): void {
  const { file, node, options } = item;
  const value = resolve(node);
  if (value?.kind === 'scalar' && isNull(value)) return;
  const reader = new ItemReader(file.name, node);
  if (value?.kind !== 'map') throw reader.fault('an item is not a map', node);
  const kind = itemKeys.find((key) => reader.has(key));
  if (kind === undefined) warnUnknownItem(reader, diagnostics);
  else readers[kind](reader, { collector, diagnostics, options });
}

interface Target {
  readonly collector: RuleCollector;
  readonly diagnostics: Diagnostics;
  readonly options: LoadOptions;
}

const readers: Readonly<
  Record<(typeof itemKeys)[number], (reader: ItemReader, target: Target) => void>
> = {
  required_engine_version: (reader, { options, diagnostics }) =>
    readEngineVersion(reader, options.engineVersion ?? defaultEngineVersion, diagnostics),
  required_plugin_versions: (reader, { diagnostics }) => readPluginVersions(reader, diagnostics),
  list: (reader, { collector, diagnostics }) => readList(reader, collector, diagnostics),
  macro: (reader, { collector, diagnostics }) => readMacro(reader, collector, diagnostics),
  rule: (reader, { collector, diagnostics }) => readRule(reader, collector, diagnostics),
};

function warnUnknownItem(reader: ItemReader, diagnostics: Diagnostics): void {
  const key = textOf(entriesOf(reader.node)[0]?.key) ?? '';
  const message = 'this is neither a rule, a macro nor a list; it is ignored';
  diagnostics.warn(
    { code: 'unknown-item', message, ...suggested(key, itemKeys) },
    reader.placeOf(),
  );
}
