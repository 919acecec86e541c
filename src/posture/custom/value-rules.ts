import type { PatternCache } from '#cel/pattern.ts';
import { CelError } from '#cel/value.ts';
import { fieldOf, isList, isObject, listOf, numberOf, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { nearName } from '../schema/near-name.ts';

/** What a value breaks of the rules of its schema besides its type; `wanted` follows "wanted". */
export interface BrokenRule {
  readonly wanted: string;
  readonly better?: Json;
}

/** Rules of a schema for one value: `enum`, bounds, lengths, `pattern` (OpenAPI 3.0, JSON Schema validation). */
export function brokenRule(
  value: Json,
  schema: JsonObject,
  patterns: PatternCache,
): BrokenRule | undefined {
  return brokenChoice(value, schema) ?? brokenByType(value, schema, patterns);
}

function brokenByType(
  value: Json,
  schema: JsonObject,
  patterns: PatternCache,
): BrokenRule | undefined {
  if (typeof value === 'number') return brokenBounds(value, schema);
  if (typeof value === 'string') return brokenText(value, schema, patterns);
  if (isList(value)) return brokenSize(value.length, schema, 'Items', 'entries');
  if (isObject(value)) return brokenSize(Object.keys(value).length, schema, 'Properties', 'fields');
  return undefined;
}

function brokenChoice(value: Json, schema: JsonObject): BrokenRule | undefined {
  const choices = listOf(fieldOf(schema, 'enum'));
  if (choices.length === 0 || isList(value) || isObject(value) || choices.includes(value))
    return undefined;
  const all = choices
    .slice(0, 12)
    .map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const more = choices.length > 12 ? ', …' : '';
  const texts = choices.slice(0, 200).filter((one) => typeof one === 'string');
  const better = typeof value === 'string' ? nearName(value, texts) : undefined;
  const wanted = `one of ${all.join(', ')}${more}`;
  return { wanted, ...(better !== undefined && { better }) };
}

function brokenBounds(value: number, schema: JsonObject): BrokenRule | undefined {
  const factor = numberOf(fieldOf(schema, 'multipleOf')) ?? 1;
  if (Number.isInteger(factor) && factor > 1 && value % factor !== 0)
    return { wanted: `a multiple of ${factor}` };
  return belowLeast(value, schema) ?? aboveMost(value, schema);
}

function belowLeast(value: number, schema: JsonObject): BrokenRule | undefined {
  const least = numberOf(fieldOf(schema, 'minimum')) ?? -Infinity;
  if (fieldOf(schema, 'exclusiveMinimum') === true)
    return value > least ? undefined : { wanted: `more than ${least}` };
  return value >= least ? undefined : { wanted: `at least ${least}` };
}

function aboveMost(value: number, schema: JsonObject): BrokenRule | undefined {
  const most = numberOf(fieldOf(schema, 'maximum')) ?? Infinity;
  if (fieldOf(schema, 'exclusiveMaximum') === true)
    return value < most ? undefined : { wanted: `less than ${most}` };
  return value <= most ? undefined : { wanted: `at most ${most}` };
}

function brokenText(
  value: string,
  schema: JsonObject,
  patterns: PatternCache,
): BrokenRule | undefined {
  const size = brokenSize(lengthOf(value), schema, 'Length', 'characters');
  if (size !== undefined) return size;
  const source = textOf(fieldOf(schema, 'pattern'));
  if (source === undefined || value.length > maxMatched) return undefined;
  const pattern = patterns.get(source);
  if (pattern instanceof CelError || pattern.test(value)) return undefined;
  const shown = source.length > 100 ? `${source.slice(0, 100)}…` : source;
  return { wanted: `a text that matches ${shown}` };
}

/** Longer texts are not compared with patterns. */
const maxMatched = 100_000;

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function brokenSize(
  size: number,
  schema: JsonObject,
  what: 'Length' | 'Items' | 'Properties',
  words: string,
): BrokenRule | undefined {
  const least = numberOf(fieldOf(schema, `min${what}`));
  const most = numberOf(fieldOf(schema, `max${what}`));
  if (least !== undefined && size < least) return { wanted: `at least ${least} ${words}` };
  if (most !== undefined && size > most) return { wanted: `at most ${most} ${words}` };
  return undefined;
}
