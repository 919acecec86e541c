import { isList, isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';

/** JSON as block YAML, keys in the order that they have; texts are quoted wherever plain ones could be read as anything else. */
export function formatYaml(value: Json): string {
  return `${linesOf(value).join('\n')}\n`;
}

function linesOf(value: Json): readonly string[] {
  if (isList(value)) return value.length === 0 ? ['[]'] : value.flatMap(itemLines);
  if (!isObject(value)) return [scalarOf(value)];
  const entries = Object.entries(value);
  return entries.length === 0 ? ['{}'] : entries.flatMap(([key, item]) => entryLines(key, item));
}

function itemLines(item: Json): readonly string[] {
  const [first = '', ...rest] = linesOf(item);
  return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
}

function entryLines(key: string, item: Json): readonly string[] {
  const name = scalarOf(key);
  const lines = linesOf(item);
  const isBlock =
    (isList(item) && item.length > 0) || (isObject(item) && Object.keys(item).length > 0);
  if (!isBlock) return [`${name}: ${lines[0] ?? ''}`];
  return [`${name}:`, ...lines.map((line) => `  ${line}`)];
}

/** Words that begin with a letter and hold nothing that YAML knows; JSON text is YAML too. */
function scalarOf(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const isPlain = /^[A-Za-z][\w./-]*$/.test(value) && !words.has(value.toLowerCase());
  return isPlain ? value : JSON.stringify(value);
}

const words: ReadonlySet<string> = new Set([
  'true',
  'false',
  'yes',
  'no',
  'on',
  'off',
  'y',
  'n',
  'null',
]);
