import { quote } from '#kit/text.ts';
import type { YamlNode } from '#yaml/node.ts';
import { itemsOf, resolve } from '#yaml/read.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ExceptionEntry, ExceptionValue } from './entries.ts';
import { ItemReader, isNull } from './item-reader.ts';

const exceptionKeys = ['name', 'fields', 'comps', 'values'];
/** A list of values that hold lists, and no deeper. */
const maxDepth = 3;

/** Reads the key `exceptions` of a rule. */
export function readExceptions(
  rule: ItemReader,
  isAppend: boolean,
  diagnostics: Diagnostics,
): ExceptionEntry[] {
  const node = rule.value('exceptions');
  if (node === undefined || (node.kind === 'scalar' && isNull(node))) return [];
  if (node.kind !== 'list') throw rule.fault('"exceptions" is not a list', node);
  const names = new Set<string>();
  return node.items.map((item) => {
    const entry = readException(rule, item, diagnostics);
    if (names.has(entry.name))
      warn(rule, entry, `the exception ${quote(entry.name)} stands here twice`, diagnostics);
    if (isAppend && entry.values.length === 0)
      warn(rule, entry, `the exception ${quote(entry.name)} adds no values`, diagnostics);
    names.add(entry.name);
    return entry;
  });
}

function warn(
  rule: ItemReader,
  entry: ExceptionEntry,
  message: string,
  diagnostics: Diagnostics,
): void {
  const item = rule.name === undefined ? {} : { item: rule.name };
  diagnostics.warn({ code: 'exception', message, ...item }, entry.place);
}

function readException(rule: ItemReader, node: YamlNode, diagnostics: Diagnostics): ExceptionEntry {
  if (resolve(node)?.kind !== 'map') throw rule.fault('an exception is not a map', node);
  const reader = new ItemReader(rule.file, node, rule.name);
  const name = reader.required('name').text;
  const [fields, comparisons] = [valueOf(reader, 'fields'), valueOf(reader, 'comps')];
  const values = reader.has('values')
    ? reader.items('values').map((value) => readValue(reader, value, 0))
    : [];
  reader.warnUnknown(exceptionKeys, diagnostics);
  return {
    name,
    values,
    place: reader.placeOf(),
    ...(fields !== undefined && { fields }),
    ...(comparisons !== undefined && { comparisons }),
  };
}

function valueOf(reader: ItemReader, key: string): ExceptionValue | undefined {
  const value = reader.value(key);
  return value === undefined ? undefined : readValue(reader, value, 0);
}

function readValue(reader: ItemReader, node: YamlNode, depth: number): ExceptionValue {
  const value = resolve(node);
  if (value?.kind === 'list' && depth < maxDepth)
    return itemsOf(value).map((item) => readValue(reader, item, depth + 1));
  if (value?.kind !== 'scalar')
    throw reader.fault('this is neither a text nor a list of texts', node, 'exception');
  if (value.text === '') throw reader.fault('an empty value stands here', node, 'exception');
  return value.text;
}
