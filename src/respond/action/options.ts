import { isSlip } from '#kit/edit-distance.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';
import { tryParseDuration } from '../duration.ts';

/** What a member of an action's options may be. An array lists the words that are allowed. */
type OptionShape =
  | 'boolean'
  | 'text'
  | 'texts'
  | 'duration'
  | 'bytes'
  | 'count'
  | 'labels'
  | readonly string[];
export type OptionShapes = Readonly<Record<string, OptionShape>>;

/** One thing wrong with options. */
export interface OptionProblem {
  readonly key: string;
  readonly message: string;
}

const maxText = 4096;
const maxItems = 1000;

/** What is wrong with `options`; empty when all is well. */
export function optionProblems(options: JsonObject, shapes: OptionShapes): OptionProblem[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const shape = Object.hasOwn(shapes, key) ? shapes[key] : undefined;
    if (shape === undefined) return [{ key, message: unknownText(key, Object.keys(shapes)) }];
    const wanted = misfit(value, shape);
    return wanted === undefined ? [] : [{ key, message: `${quote(key)} must be ${wanted}` }];
  });
}

/** Throws `usage.invalid-argument` for the first thing that is wrong. */
export function checkOptions(options: JsonObject, shapes: OptionShapes, what: string): void {
  const [first] = optionProblems(options, shapes);
  if (first !== undefined)
    throw new CaissonError('usage.invalid-argument', `options of ${what}: ${first.message}`);
}

/** `unknown key "x"`, with the one that was meant. */
export function unknownText(key: string, known: readonly string[]): string {
  const near = known.find((one) => isSlip(one, key) || one.toLowerCase() === key.toLowerCase());
  if (near !== undefined) return `unknown key ${quote(key)}: did you mean ${quote(near)}?`;
  return `unknown key ${quote(key)}: known are ${known.length === 0 ? 'none' : known.join(', ')}`;
}

/** What it should be instead; `undefined` when it fits. */
function misfit(value: unknown, shape: OptionShape): string | undefined {
  if (typeof shape !== 'string')
    return typeof value === 'string' && shape.includes(value) ? undefined : oneOf(shape);
  return fits[shape](value) ? undefined : wantedText[shape];
}

const fits: Readonly<Record<Extract<OptionShape, string>, (value: unknown) => boolean>> = {
  boolean: (value) => typeof value === 'boolean',
  text: isText,
  texts: (value) => Array.isArray(value) && value.length <= maxItems && value.every(isText),
  duration: (value) =>
    isCount(value) || (typeof value === 'string' && tryParseDuration(value) !== undefined),
  bytes: isCount,
  count: isCount,
  labels: (value) =>
    isRecord(value) &&
    Object.keys(value).length <= maxItems &&
    Object.entries(value).every(([key, text]) => isText(key) && isText(text)),
};
const wantedText: Readonly<Record<Extract<OptionShape, string>, string>> = {
  boolean: 'true or false',
  text: 'text',
  texts: 'a list of texts',
  duration: 'a duration such as 10m or 1h',
  bytes: 'a number of bytes',
  count: 'a number',
  labels: 'a map of labels to texts',
};

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= maxText;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function oneOf(words: readonly string[]): string {
  return `one of ${words.join(', ')}`;
}

/** A list of texts among options. */
export function textsOf(options: JsonObject, key: string): readonly string[] {
  const value = options[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A text among options. */
export function textIn(options: JsonObject, key: string): string | undefined {
  const value = options[key];
  return typeof value === 'string' ? value : undefined;
}

/** A duration among options, in milliseconds. */
export function durationIn(options: JsonObject, key: string): number | undefined {
  const value = options[key];
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? tryParseDuration(value) : undefined;
}

/** A number among options. */
export function countIn(options: JsonObject, key: string): number | undefined {
  const value = options[key];
  return typeof value === 'number' ? value : undefined;
}
