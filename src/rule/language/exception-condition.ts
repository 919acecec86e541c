import { quote } from '#kit/text.ts';
import type { Check, Expression, ListItem, Operand, Operator, RightSide } from '../ast.ts';
import { ConditionError } from './condition-error.ts';
import { ConditionReader } from './condition-reader.ts';
import { RuleFault } from './diagnostics.ts';
import type { ExceptionEntry, ExceptionValue } from './entries.ts';
import { memberOf } from './list-table.ts';
import { tryParseOperand } from './parse-operand.ts';
import { parseTextSide } from './parse-right-side.ts';
import { skipBlank } from './scan.ts';

/** `in`, or `startswith anyof`. */
interface Comparison {
  readonly operator: Operator;
  readonly modifier?: 'oneof' | 'anyof' | 'allof';
}

const operators: ReadonlyMap<string, Operator> = new Map([
  ['==', '='],
  ...(
    [
      'exists',
      '=',
      '!=',
      '<',
      '<=',
      '>',
      '>=',
      'contains',
      'icontains',
      'bcontains',
      'startswith',
      'bstartswith',
      'endswith',
      'glob',
      'iglob',
      'regex',
      'in',
      'intersects',
      'pmatch',
    ] as const
  ).map((one): [string, Operator] => [one, one]),
]);
const numeric = new Set<Operator>(['<', '<=', '>', '>=']);
const listOperators = new Set<Operator>(['in', 'intersects', 'pmatch']);
const afterModifier = new Set<Operator>([
  '=',
  '!=',
  'contains',
  'icontains',
  'bcontains',
  'startswith',
  'bstartswith',
  'endswith',
  'glob',
  'iglob',
  'regex',
]);

/** What an exception excludes, and the fields that it names whether it has values or not. */
export interface ExceptionCondition {
  readonly operands: readonly Operand[];
  readonly condition?: Expression;
}

/**
 * Makes a condition of an exception; there is none when it has no values. Values are values: no text in them becomes part of the
 * condition, but one that is a transformer or `val(…)` as a whole stands for what it says, as in Falco. Throws `RuleFault` at the
 * place of the exception.
 */
export function exceptionCondition(exception: ExceptionEntry, item: string): ExceptionCondition {
  const { fields, comparisons } = exception;
  const context: Context = { exception, item };
  if (fields === undefined) throw fault(context, 'it has no fields');
  if (typeof fields === 'string') return singleCondition(context, fields, comparisons);
  return tupleCondition(context, fields, comparisons);
}

interface Context {
  readonly exception: ExceptionEntry;
  readonly item: string;
}

function fault({ exception, item }: Context, message: string): RuleFault {
  return new RuleFault(
    { code: 'exception', message: `exception ${quote(exception.name)}: ${message}`, item },
    exception.place,
  );
}

/** One field, and all values in one list. */
function singleCondition(
  context: Context,
  field: string,
  stated: ExceptionValue | undefined,
): ExceptionCondition {
  if (stated !== undefined && typeof stated !== 'string')
    throw fault(context, '"comps" is a list, but "fields" is not');
  const comparison = comparisonOf(context, stated ?? 'in');
  if (!takesList(comparison))
    throw fault(
      context,
      'with one field "comps" is in, pmatch, intersects or an operator with anyof, allof, oneof',
    );
  const operand = operandOf(context, field);
  const items = context.exception.values.map((value) => {
    if (typeof value !== 'string') throw fault(context, 'with one field each value is a text');
    return memberOf(value);
  });
  if (items.length === 0) return { operands: [operand] };
  const condition = checkOf(operand, comparison, { kind: 'list', items, at: 0 });
  return { operands: [operand], condition };
}

/** Several fields: each value has one part for each of them. */
function tupleCondition(
  context: Context,
  fields: readonly ExceptionValue[],
  stated: ExceptionValue | undefined,
): ExceptionCondition {
  if (typeof stated === 'string') throw fault(context, '"fields" is a list, but "comps" is not');
  if (stated !== undefined && stated.length !== fields.length)
    throw fault(context, '"fields" and "comps" are not equally long');
  const operands = fields.map((field) => operandOf(context, textOf(context, field)));
  const comparisons = fields.map((_, at) =>
    comparisonOf(context, textOf(context, stated?.[at] ?? '=')),
  );
  const items = context.exception.values.map((value) => {
    if (typeof value === 'string' || value.length !== fields.length)
      throw fault(context, '"fields" and the values of each item are not equally long');
    const checks = operands.flatMap((operand, at): Check[] => {
      const [comparison, part] = [comparisons[at], value[at]];
      if (comparison === undefined || part === undefined) return [];
      return [checkOf(operand, comparison, rightOf(context, comparison, part))];
    });
    return joined('and', checks);
  });
  return { operands, ...(items.length > 0 && { condition: joined('or', items) }) };
}

function joined(kind: 'and' | 'or', items: readonly Expression[]): Expression {
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind, items, at: 0 };
}

function checkOf(operand: Operand, comparison: Comparison, right: RightSide | undefined): Check {
  return { kind: 'check', operand, ...comparison, ...(right !== undefined && { right }), at: 0 };
}

function textOf(context: Context, value: ExceptionValue): string {
  if (typeof value === 'string') return value;
  throw fault(context, 'a list stands where a text must stand');
}

function operandOf(context: Context, text: string): Operand {
  const reader = new ConditionReader(text.trim(), 100);
  try {
    const operand = tryParseOperand(reader);
    if (operand !== undefined && reader.atEnd) return operand;
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
  }
  throw fault(context, `${quote(text)} is no field`);
}

function comparisonOf(context: Context, text: string): Comparison {
  const [word = '', modifier, ...rest] = text.trim().split(/[ \t\r\n]+/);
  const operator = operators.get(word);
  if (operator !== undefined && rest.length === 0) {
    if (modifier === undefined) return { operator };
    if (isModifier(modifier) && afterModifier.has(operator)) return { operator, modifier };
  }
  throw fault(context, `${quote(text)} is no operator`);
}

function isModifier(word: string): word is 'oneof' | 'anyof' | 'allof' {
  return word === 'oneof' || word === 'anyof' || word === 'allof';
}

function takesList({ operator, modifier }: Comparison): boolean {
  return modifier !== undefined || listOperators.has(operator);
}

function rightOf(
  context: Context,
  comparison: Comparison,
  value: ExceptionValue,
): RightSide | undefined {
  if (comparison.operator === 'exists') return undefined;
  if (takesList(comparison)) return { kind: 'list', items: itemsOf(context, value), at: 0 };
  if (typeof value !== 'string')
    throw fault(context, `a list of values stands with the operator ${comparison.operator}`);
  if (numeric.has(comparison.operator)) return { kind: 'number', text: value.trim(), at: 0 };
  return tryTransformer(value) ?? textSide(value);
}

function textSide(value: string): RightSide {
  const { text, quoted } = memberOf(value);
  return { kind: 'text', text, quoted: quoted === true, at: 0 };
}

/** `toupper(proc.pname)` or `val(proc.pname)`; one with blanks is a text. */
function tryTransformer(value: string): RightSide | undefined {
  if (/[\s"']/.test(value)) return undefined;
  const reader = new ConditionReader(value, 100);
  try {
    const side = parseTextSide(reader);
    return side.kind === 'operand' && reader.atEnd ? side : undefined;
  } catch (error) {
    if (error instanceof ConditionError) return undefined;
    throw error;
  }
}

/** A text for a list may be a list in brackets. */
function itemsOf(context: Context, value: ExceptionValue): readonly ListItem[] {
  if (typeof value !== 'string') return value.map((item) => memberOf(textOf(context, item)));
  const text = value.trim();
  if (!text.startsWith('(') || !text.endsWith(')')) return [memberOf(value)];
  const inside = text.slice(1, -1);
  if (skipBlank(inside, 0) === inside.length) return [];
  return inside.split(',').map((part) => memberOf(part.trim()));
}
