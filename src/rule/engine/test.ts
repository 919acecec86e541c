import { CaissonError } from '#kit/error.ts';
import type { Check, FieldType, Operator, RightSide } from '../ast.ts';
import { type Network, tryParseNetwork } from './address.ts';
import { constantsOf, memberType, normalNumber } from './constant.ts';
import { compileExpression } from './expression.ts';
import { foldAscii, matchesGlob, parseGlob } from './glob.ts';
import { matchesNetworks } from './network.ts';
import { matchesPathTree, pathTree } from './path-match.ts';
import { type FieldValue, isListType, type Scalar } from './value.ts';

/** What a check asks of a value, with its constants prepared. The code generator knows some kinds, `matches` all. */
export type Test =
  | { readonly kind: 'exists' }
  | { readonly kind: 'equal'; readonly values: ReadonlySet<Scalar>; readonly negated: boolean }
  | { readonly kind: 'order'; readonly operator: Order; readonly value: Scalar }
  | { readonly kind: 'text'; readonly operator: TextOperator; readonly value: string }
  | {
      readonly kind: 'other';
      readonly matches: (value: Scalar) => boolean;
      readonly prefixes?: readonly string[];
    }
  | { readonly kind: 'count'; readonly modifier: Modifier; readonly items: readonly Test[] }
  | { readonly kind: 'members'; readonly every: boolean; readonly item: Test };

export type Order = '<' | '<=' | '>' | '>=';
export type TextOperator = 'contains' | 'icontains' | 'startswith' | 'endswith';
type Modifier = NonNullable<Check['modifier']>;

/** The test of a check whose right side is constant. Throws `input.malformed` and `limit.size`. */
export function testOf(check: Check, type: FieldType): Test {
  if (check.operator === 'exists') return { kind: 'exists' };
  const texts = textsOf(check.right);
  if (check.modifier !== undefined) {
    const items = texts.map((text) => single(check.operator, [text], type));
    return { kind: 'count', modifier: check.modifier, items };
  }
  const test = single(check.operator, texts, type);
  return isListType(type)
    ? { kind: 'members', every: check.operator === 'in' || check.operator === '!=', item: test }
    : test;
}

/** Whether `value` satisfies `test`. Lists are for `members` and `exists` only. */
export function matches(test: Test, value: FieldValue): boolean {
  if (test.kind === 'exists') return true;
  if (test.kind === 'members') return matchesMembers(test.item, test.every, value);
  if (typeof value === 'object') return value.some((member) => matches(test, member));
  if (test.kind === 'equal') return test.values.has(plain(value)) !== test.negated;
  if (test.kind === 'order') return inOrder(test.operator, value, test.value);
  if (test.kind === 'text')
    return typeof value === 'string' && matchesText(test.operator, value, test.value);
  if (test.kind === 'count') return matchesCount(test.modifier, test.items, value);
  return test.matches(value);
}

/** Whether a comparison of this kind must hold for both ends of a connection. */
export function isNegative(operator: Operator): boolean {
  return operator === '!=';
}

/** `contains`, `startswith` … on byte strings; `icontains` folds ASCII. */
export function matchesText(operator: TextOperator, value: string, wanted: string): boolean {
  if (operator === 'contains') return value.includes(wanted);
  if (operator === 'startswith') return value.startsWith(wanted);
  if (operator === 'endswith') return value.endsWith(wanted);
  return foldAscii(value).includes(wanted);
}

/** Order of numbers, or of bytes as strcmp(3) has it. Values of different kinds have none. */
export function inOrder(operator: Order, left: Scalar, right: Scalar): boolean {
  if ((typeof left === 'string') !== (typeof right === 'string')) return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  return left >= right;
}

/** The form of a value in which equal ones are identical. */
export function plain(value: Scalar): Scalar {
  return typeof value === 'bigint' ? normalNumber(value) : value;
}

function matchesMembers(item: Test, every: boolean, value: FieldValue): boolean {
  const members = typeof value === 'object' ? value : [value];
  if (!every) return members.some((member) => matches(item, member));
  return members.every((member) => matches(item, member));
}

function matchesCount(modifier: Modifier, items: readonly Test[], value: Scalar): boolean {
  if (items.length === 0) return false;
  let count = 0;
  for (const item of items) if (matches(item, value)) count += 1;
  if (modifier === 'anyof') return count > 0;
  return count === (modifier === 'allof' ? items.length : 1);
}

function textsOf(right: RightSide | undefined): readonly string[] {
  if (right?.kind === 'text' || right?.kind === 'number') return [right.text];
  if (right?.kind === 'list') return right.items.map((item) => item.text);
  throw new CaissonError(
    'input.malformed',
    'the right side of a check is missing or was not expanded',
  );
}

function single(operator: Operator, texts: readonly string[], type: FieldType): Test {
  if (memberType(type) === 'net') return network(operator, texts);
  const [first = ''] = texts;
  if (isEquality(operator)) return equality(operator, texts, type);
  if (isOrder(operator))
    return { kind: 'order', operator, value: constantsOf(first, type).at(-1) ?? first };
  return textTest(operator, texts, first);
}

function textTest(operator: Operator, texts: readonly string[], first: string): Test {
  switch (operator) {
    case 'contains':
    case 'startswith':
    case 'endswith':
      return { kind: 'text', operator, value: first };
    case 'icontains':
      return { kind: 'text', operator, value: foldAscii(first) };
    case 'bcontains':
      return { kind: 'text', operator: 'contains', value: bytesOfHex(first) };
    case 'bstartswith':
      return { kind: 'text', operator: 'startswith', value: bytesOfHex(first) };
    default:
      return patternTest(operator, texts, first);
  }
}

function patternTest(operator: Operator, texts: readonly string[], first: string): Test {
  if (operator === 'pmatch') {
    const tree = pathTree(texts);
    return onText((value) => matchesPathTree(tree, value), texts.map(literalPrefix));
  }
  if (operator === 'regex') return onText(compileExpression(first));
  if (operator !== 'glob' && operator !== 'iglob')
    throw new CaissonError('input.malformed', `"${operator}" cannot compare here`);
  const glob = parseGlob(operator === 'iglob' ? foldAscii(first) : first);
  if (operator === 'iglob') return onText((value) => matchesGlob(glob, foldAscii(value)));
  const prefix = literalPrefix(first);
  return onText((value) => value.startsWith(prefix) && matchesGlob(glob, value), [prefix]);
}

/** What every match of a pattern begins with. */
function literalPrefix(pattern: string): string {
  const end = pattern.search(/[*?[\\]/);
  return end < 0 ? pattern : pattern.slice(0, end);
}

function onText(test: (value: string) => boolean, prefixes?: readonly string[]): Test {
  return {
    kind: 'other',
    matches: (value) => typeof value === 'string' && test(value),
    ...(prefixes !== undefined && { prefixes }),
  };
}

function isEquality(operator: Operator): boolean {
  return operator === '=' || operator === '!=' || operator === 'in' || operator === 'intersects';
}

function isOrder(operator: Operator): operator is Order {
  return operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
}

function equality(operator: Operator, texts: readonly string[], type: FieldType): Test {
  const values = texts.flatMap((text) => constantsOf(text, type));
  return { kind: 'equal', values: new Set(values), negated: operator === '!=' };
}

function network(operator: Operator, texts: readonly string[]): Test {
  const negated = operator === '!=';
  if (!isEquality(operator))
    throw new CaissonError('input.malformed', `"${operator}" cannot compare networks`);
  const isIn = matchesNetworks(texts.map(networkOf));
  return {
    kind: 'other',
    matches: (value) => typeof value === 'string' && isIn(value) !== negated,
  };
}

function networkOf(text: string): Network {
  const parsed = tryParseNetwork(text);
  if (parsed === undefined)
    throw new CaissonError('input.malformed', `${JSON.stringify(text)} is no network`);
  return parsed;
}

function bytesOfHex(text: string): string {
  if (text.length === 0 || text.length % 2 !== 0 || /[^0-9a-fA-F]/.test(text))
    throw new CaissonError(
      'input.malformed',
      `${JSON.stringify(text)} is not an even number of hex digits`,
    );
  return Buffer.from(text, 'hex').toString('latin1');
}
