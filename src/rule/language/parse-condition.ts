import type { Check, Expression, Operand, Operator, RightSide } from '../ast.ts';
import { ConditionReader } from './condition-reader.ts';
import { tryParseOperand } from './parse-operand.ts';
import {
  parseListSide,
  parseModifiedSide,
  parseNumberSide,
  parseTextSide,
} from './parse-right-side.ts';
import { isSpace, isWord, scanIdentifier } from './scan.ts';

const numberOperators = ['<=', '<', '>=', '>'] as const;
/** Those that end in a blank need one behind them. */
const textOperators = [
  '==',
  '=',
  '!=',
  'glob ',
  'iglob ',
  'contains ',
  'icontains ',
  'bcontains ',
  'startswith ',
  'bstartswith ',
  'endswith ',
  'regex ',
] as const;
const modifiers = ['oneof ', 'anyof ', 'allof '] as const;
const listOperators = ['intersects', 'in', 'pmatch'] as const;

const operatorList = ['exists', ...numberOperators, ...textOperators, ...listOperators]
  .map((word) => `'${word.trim()}'`)
  .join(', ');

/**
 * Reads a condition of Falco's rule language (grammar of libs 0.25, `userspace/libsinsp/filter/parser.h`). Takes linear time.
 * Throws `ConditionError`: `input.malformed` with the place, `limit.depth` where Falco's parser stops as well (100 levels for
 * filters of a person, 1000 for rules).
 */
export function parseCondition(
  text: string,
  options: { readonly maxDepth?: number } = {},
): Expression {
  const reader = new ConditionReader(text, options.maxDepth ?? 100);
  if (text === '') return reader.fail('filter input string is empty');
  const expression = parseOr(reader);
  if (!reader.atEnd)
    reader.fail(`unexpected token after '${shortened(reader.last)}', expecting 'or', 'and'`);
  return expression;
}

function shortened(token: string): string {
  return token.length > 80 ? `${token.slice(0, 80)}…` : token;
}

function parseOr(reader: ConditionReader): Expression {
  return parseChain(reader, 'or', parseAnd);
}

function parseAnd(reader: ConditionReader): Expression {
  return parseChain(reader, 'and', parseNot);
}

/** Terms with a word between them; behind the word a blank or a bracket must stand. */
function parseChain(
  reader: ConditionReader,
  word: 'and' | 'or',
  parseTerm: (reader: ConditionReader) => Expression,
): Expression {
  return reader.nested(() => {
    reader.blank();
    const at = reader.at;
    const first = parseTerm(reader);
    const items = [first];
    reader.blank();
    while (reader.take(word)) {
      if (reader.blank()) items.push(parseTerm(reader));
      else if (reader.take('(')) items.push(parseBracketed(reader));
      else reader.fail(`expected blank or '(' after '${word}'`);
      reader.blank();
    }
    return items.length === 1 ? first : { kind: word, items, at };
  });
}

/** Any number of `not`: only whether it is odd counts. */
function parseNot(reader: ConditionReader): Expression {
  return reader.nested(() => {
    reader.blank();
    const at = reader.at;
    let negated = false;
    while (takeNot(reader)) negated = !negated;
    const isBracket = reader.take('not(');
    if (isBracket) negated = !negated;
    const item = isBracket ? parseBracketed(reader) : parseCheck(reader);
    return negated ? { kind: 'not', item, at } : item;
  });
}

/** `not` and the white space behind it. */
function takeNot(reader: ConditionReader): boolean {
  const { text, at } = reader;
  if (!text.startsWith('not', at) || !isSpace(text.charCodeAt(at + 3))) return false;
  reader.take('not');
  while (isSpace(text.charCodeAt(reader.at))) reader.at += 1;
  return true;
}

function parseBracketed(reader: ConditionReader): Expression {
  return reader.nested(() => {
    const expression = parseOr(reader);
    if (!reader.take(')')) reader.fail("expected a ')' token");
    return expression;
  });
}

function parseCheck(reader: ConditionReader): Expression {
  return reader.nested(() => {
    reader.blank();
    const at = reader.at;
    if (reader.take('(')) return parseBracketed(reader);
    const operand = tryParseOperand(reader);
    if (operand !== undefined) return reader.nested(() => parseComparison(reader, operand, at));
    const name = reader.takeIdentifier();
    if (name !== undefined) return { kind: 'macro', name, at };
    return reader.fail("expected a '(' token, a field check, or an identifier");
  });
}

/** The operator and what stands on its right. The order of the attempts is part of the language. */
function parseComparison(reader: ConditionReader, operand: Operand, at: number): Check {
  reader.blank();
  if (reader.take('exists')) return { kind: 'check', operand, operator: 'exists', at };
  const number = reader.takeOperator(numberOperators);
  if (number !== undefined)
    return { kind: 'check', operand, operator: number, right: parseNumberSide(reader), at };
  const word = reader.takeOperator(textOperators);
  if (word !== undefined)
    return {
      kind: 'check',
      operand,
      operator: operatorOf(word),
      ...parseModifiedText(reader, word),
      at,
    };
  const list = reader.takeOperator(listOperators);
  if (list !== undefined)
    return { kind: 'check', operand, operator: list, right: parseListSide(reader), at };
  return reader.fail(`expected a valid check operator: one of ${operatorList}`);
}

function operatorOf(word: (typeof textOperators)[number]): Operator {
  if (word === '==') return '=';
  return textNames[word];
}

const textNames = {
  '=': '=',
  '!=': '!=',
  'glob ': 'glob',
  'iglob ': 'iglob',
  'contains ': 'contains',
  'icontains ': 'icontains',
  'bcontains ': 'bcontains',
  'startswith ': 'startswith',
  'bstartswith ': 'bstartswith',
  'endswith ': 'endswith',
  'regex ': 'regex',
} as const;

/** The modifier, if one counts here, and the right side. */
function parseModifiedText(
  reader: ConditionReader,
  word: string,
): { readonly modifier?: 'oneof' | 'anyof' | 'allof'; readonly right: RightSide } {
  const isWordOperator = word.endsWith(' ');
  const hadBlank = isWordOperator || reader.blank();
  const before = { at: reader.at, last: reader.last };
  const modifier = hadBlank ? reader.takeOperator(modifiers) : undefined;
  if (modifier !== undefined && listFollows(reader))
    return { modifier: modifierNames[modifier], right: parseModifiedSide(reader) };
  reader.at = before.at;
  reader.last = before.last;
  return { right: parseTextSide(reader) };
}

const modifierNames = { 'oneof ': 'oneof', 'anyof ': 'anyof', 'allof ': 'allof' } as const;

/** Whether a list or its name comes; `and`, `or`, `not` are no names. */
function listFollows({ text, at }: ConditionReader): boolean {
  if (text[at] === '(') return true;
  if (scanIdentifier(text, at) === at) return false;
  return !['and', 'or', 'not'].some((word) => {
    const next = text.charCodeAt(at + word.length);
    return text.startsWith(word, at) && (!isWord(next) || text[at + word.length] === '_');
  });
}
