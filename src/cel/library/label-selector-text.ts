import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { checkLabelKey, checkLabelValue } from './dns-name.ts';

/** One condition of a selector; all of them must hold. `values` are sorted and without repetition. */
export interface SelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

/**
 * Parses the text of a label selector: `app=shop,tier in (a, b),!legacy,release` (apimachinery `labels.Parse`). Throws
 * `input.malformed`.
 */
export function parseLabelSelector(text: string): readonly SelectorRequirement[] {
  checkSelectorSize(text);
  const tokens = tokenize(text);
  const requirements: SelectorRequirement[] = [];
  const cursor = { at: 0 };
  while (cursor.at < tokens.length) {
    requirements.push(parseRequirement(tokens, cursor));
    const separator = tokens[cursor.at];
    if (separator === undefined) break;
    if (separator !== ',') throw unexpected(separator);
    cursor.at += 1;
    if (cursor.at === tokens.length) throw unexpected(undefined);
  }
  return requirements.toSorted((a, b) => compareKeys(a.key, b.key));
}

/** Refuses selectors beyond any sense. Throws `limit.size`. */
export function checkSelectorSize(text: string): void {
  if (text.length > 65_536) throw new CaissonError('limit.size', 'the selector is too long');
}

interface Cursor {
  at: number;
}
type Tokens = readonly string[];

const operators: ReadonlyMap<string, SelectorRequirement['operator']> = new Map([
  ['=', 'In'],
  ['==', 'In'],
  ['in', 'In'],
  ['!=', 'NotIn'],
  ['notin', 'NotIn'],
  ['>', 'Gt'],
  ['<', 'Lt'],
]);

function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function unexpected(token: string | undefined): CaissonError {
  const found = token === undefined ? 'the end' : quote(token);
  return new CaissonError('input.malformed', `unable to parse the selector: found ${found}`);
}

/** Symbols, and everything between symbols and blanks. */
function tokenize(text: string): Tokens {
  return text.match(/==|!=|[=!(),<>]|[^=!(),<>\s]+/g) ?? [];
}

function isSymbol(token: string | undefined): boolean {
  return token === undefined || /^[=!(),<>]/.test(token);
}

function parseRequirement(tokens: Tokens, cursor: Cursor): SelectorRequirement {
  const negated = tokens[cursor.at] === '!';
  if (negated) cursor.at += 1;
  const key = parseKey(tokens, cursor);
  const next = tokens[cursor.at];
  if (next === undefined || next === ',')
    return { key, operator: negated ? 'DoesNotExist' : 'Exists', values: [] };
  const operator = operators.get(next);
  if (operator === undefined || negated) throw unexpected(next);
  cursor.at += 1;
  const isSet = next === 'in' || next === 'notin';
  const values = isSet ? parseValues(tokens, cursor) : [parseValue(tokens, cursor, operator)];
  for (const value of values) check(value, checkLabelValue(value));
  return { key, operator, values: [...new Set(values)].toSorted(compareKeys) };
}

function parseKey(tokens: Tokens, cursor: Cursor): string {
  const key = tokens[cursor.at];
  if (key === undefined || isSymbol(key)) throw unexpected(key);
  check(key, checkLabelKey(key));
  cursor.at += 1;
  return key;
}

function check(text: string, errors: readonly string[]): void {
  if (errors.length > 0)
    throw new CaissonError('input.malformed', `${quote(text)}: ${errors.join('; ')}`);
}

/** A missing value is the empty one, `app=`. */
function parseValue(
  tokens: Tokens,
  cursor: Cursor,
  operator: SelectorRequirement['operator'],
): string {
  const next = tokens[cursor.at];
  const isMissing = next === undefined || next === ',';
  if (!isMissing && isSymbol(next)) throw unexpected(next);
  const value = isMissing ? '' : next;
  if (!isMissing) cursor.at += 1;
  if ((operator === 'Gt' || operator === 'Lt') && !/^[+-]?[0-9]{1,19}$/.test(value))
    throw new CaissonError('input.malformed', `${quote(value)} is not an integer`);
  return value;
}

/** `(a, b)`; what is missing between commas is the empty value. */
function parseValues(tokens: Tokens, cursor: Cursor): readonly string[] {
  if (tokens[cursor.at] !== '(') throw unexpected(tokens[cursor.at]);
  const values: string[] = [];
  let expectsValue = true;
  for (cursor.at += 1; tokens[cursor.at] !== ')'; cursor.at += 1) {
    const token = tokens[cursor.at];
    if (token !== ',' && (isSymbol(token) || !expectsValue)) throw unexpected(token);
    if (token !== ',') values.push(token ?? '');
    else if (expectsValue) values.push('');
    expectsValue = token === ',';
  }
  cursor.at += 1;
  return expectsValue ? [...values, ''] : values;
}
