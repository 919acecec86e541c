import { textOfBytes } from '#kit/byte-string.ts';
import { quote } from '#kit/text.ts';
import type { Check, Expression, FieldType, ListItem, Operand, RightSide } from '../ast.ts';
import { allEventTypes } from '../fields/event-types.ts';
import { type FieldSource, fieldFacts } from '../fields/fields.ts';
import { faultOfConstant, isSimpleRegex } from './constants.ts';
import {
  type FieldLookup,
  type OperandContext,
  type OperandType,
  typeOfOperand,
} from './operand-types.ts';
import { operatorsOf, wordOf } from './operators.ts';
import { printOperand } from './print-condition.ts';
import { suggested } from './suggest.ts';
import type { TypeProblem } from './type-problem.ts';

/** For which rules a condition is judged. */
export interface TypeUse {
  readonly source: FieldSource;
  /** Where another table than ours counts. */
  readonly fields?: FieldLookup;
  readonly steps?: readonly string[];
}

/**
 * What is wrong with the types of a condition: fields, arguments, operators, transformers, constants and right sides (libs 0.25,
 * `filter_compare.cpp`). Macros are passed over.
 */
export function checkTypes(expression: Expression, use: TypeUse): readonly TypeProblem[] {
  return new TypeChecker({}).check(expression, use);
}

/** Judges the types of many conditions, and members of named lists once. */
export class TypeChecker {
  readonly #falcoOnly: boolean;
  /** Conditions of rules tell their event types by plain comparisons with `evt.type` only. */
  readonly #inRules: boolean;
  readonly #known = new WeakMap<readonly ListItem[], Map<string, readonly TypeProblem[]>>();

  constructor(options: { readonly falcoOnly?: boolean; readonly inRules?: boolean }) {
    this.#falcoOnly = options.falcoOnly === true;
    this.#inRules = options.inRules === true;
  }

  check(expression: Expression, use: TypeUse): readonly TypeProblem[] {
    const problems: TypeProblem[] = [];
    this.#walk(expression, this.#context(use, problems));
    return problems;
  }

  /** A field or transformer that is printed or groups events. */
  checkPrinted(operand: Operand, source: FieldSource): readonly TypeProblem[] {
    const problems: TypeProblem[] = [];
    const found = typeOfOperand(operand, this.#context({ source }, problems));
    if (found?.facts?.filterOnly === true)
      problems.push({
        level: 'error',
        code: 'filter-only',
        message: `the field "${found.facts.name}" stands only in conditions`,
        at: operand.at,
      });
    return problems;
  }

  /** A field or transformer that stands on the left side. */
  checkLeft(operand: Operand, source: FieldSource): readonly TypeProblem[] {
    const problems: TypeProblem[] = [];
    typeOfOperand(operand, this.#context({ source }, problems));
    return problems.filter(({ level }) => level === 'error');
  }

  #context({ source, fields, steps }: TypeUse, problems: TypeProblem[]): OperandContext {
    return {
      source,
      falcoOnly: this.#falcoOnly,
      report: (problem) => problems.push(problem),
      ...(fields !== undefined && { fields }),
      ...(steps !== undefined && { steps }),
    };
  }

  #walk(expression: Expression, context: OperandContext): void {
    if (expression.kind === 'macro') return;
    if (expression.kind === 'not') this.#walk(expression.item, context);
    else if (expression.kind === 'check') this.#check(expression, context);
    else for (const item of expression.items) this.#walk(item, context);
  }

  #check(check: Check, context: OperandContext): void {
    const { steps: _, ...own } = context;
    const left = typeOfOperand(check.operand, own);
    if (this.#inRules) checkEventType(check, context);
    if (left === undefined || check.operator === 'exists') return;
    if (!operatorsOf(left.type).has(check.operator)) {
      const shown = quote(printOperand(check.operand));
      const allowed = ['exists', ...operatorsOf(left.type)].join(' ');
      context.report({
        level: 'error',
        code: 'operator',
        message: `${shown} is ${wordOf(left.type)}, which "${check.operator}" does not fit (${allowed})`,
        at: check.operand.at,
      });
    } else if (check.right !== undefined) this.#right(check, check.right, left, context);
  }

  #right(check: Check, right: RightSide, left: OperandType, context: OperandContext): void {
    if (right.kind === 'operand') checkRightOperand(check, right.operand, left, context);
    else if (right.kind === 'list') this.#list(check, right, left, context);
    else if (right.kind !== 'list-name')
      for (const problem of constantProblems(check, right.text, left.type, right.at))
        context.report(problem);
  }

  #list(
    check: Check,
    right: Extract<RightSide, { kind: 'list' }>,
    left: OperandType,
    context: OperandContext,
  ): void {
    for (const problem of this.#members(check, right.items, left.type))
      context.report(problem.at < 0 ? { ...problem, at: right.at } : problem);
  }

  /** At most ten problems of one list. */
  #members(check: Check, items: readonly ListItem[], type: FieldType): readonly TypeProblem[] {
    const named = check.operand.kind === 'field' ? check.operand.name : '';
    const key = `${type} ${check.operator} ${named === 'evt.type' || named === 'syscall.type' ? named : ''}`;
    const known = this.#known.get(items) ?? new Map<string, readonly TypeProblem[]>();
    const before = known.get(key);
    if (before !== undefined) return before;
    const problems: TypeProblem[] = [];
    for (const { text, at } of items) {
      if (problems.length >= 10) break;
      problems.push(...constantProblems(check, text, type, at));
    }
    known.set(key, problems);
    this.#known.set(items, known);
    return problems;
  }
}

function constantProblems(
  check: Check,
  text: string,
  type: FieldType,
  at: number,
): readonly TypeProblem[] {
  const message = faultOfConstant(text, type, check.operator);
  if (message !== undefined)
    return [
      { level: 'error', code: 'value', message: `${message} (${printOperand(check.operand)})`, at },
    ];
  return [...eventTypeProblems(check, text, at), ...suspicions(check, text, at)];
}

/** Types of events that do not exist never come. */
function eventTypeProblems(check: Check, text: string, at: number): readonly TypeProblem[] {
  const { operand, operator } = check;
  if (operand.kind !== 'field' || (operand.name !== 'evt.type' && operand.name !== 'syscall.type'))
    return [];
  if (operator !== '=' && operator !== '!=' && operator !== 'in') return [];
  if (allEventTypes().has(text)) return [];
  return [
    {
      level: operand.name === 'evt.type' ? 'error' : 'warning',
      code: 'event-type',
      message: `there is no type of event ${quote(textOfBytes(text))}`,
      at,
      ...suggested(text, allEventTypes()),
    },
  ];
}

function suspicions({ operator }: Check, text: string, at: number): readonly TypeProblem[] {
  const shown = quote(textOfBytes(text));
  if (operator === 'regex' && isSimpleRegex(text)) {
    const message = `the regular expression ${shown} could be =, contains, startswith or endswith`;
    return [{ level: 'warning', code: 'simple-regex', message, at }];
  }
  const bare = text.length > longestName ? '' : text.replace(/\s/g, '');
  const isField = fieldPattern.test(bare) && isFieldName(bare);
  if (!isField && !transformerPattern.test(bare)) return [];
  const message = `${shown} is a value here, but looks like a field: write val(…) to compare with it`;
  return [{ level: 'warning', code: 'field-as-value', message, at }];
}
const longestName = 200;
const fieldPattern = /^[a-zA-Z][\w.]+(?:\[[^[\]]*\])?$/;
const transformerPattern = /^(?:val|tolower|toupper|b64|basename|len|join|concat|getopt)\(.*\)$/;

function isFieldName(text: string): boolean {
  const name = text.replace(/\[.*/, '');
  return fieldFacts(name, 'syscall') !== undefined || fieldFacts(name, 'k8s_audit') !== undefined;
}

function checkRightOperand(
  check: Check,
  operand: Operand,
  left: OperandType,
  context: OperandContext,
): void {
  const right = typeOfOperand(operand, context);
  if (right === undefined) return;
  const message = faultOfRight(check, left, right);
  if (message !== undefined)
    context.report({ level: 'error', code: 'right-side', message, at: operand.at });
}

function faultOfRight(check: Check, left: OperandType, right: OperandType): string | undefined {
  if (check.operator === 'pmatch' || check.operator === 'regex')
    return `"${check.operator}" does not compare with a field`;
  if (left.type === 'net') return 'a network is not compared with a field';
  if (left.facts?.leftOnly === true)
    return `the field "${left.facts.name}" is not compared with another field`;
  if (right.facts?.leftOnly === true)
    return `the field "${right.facts.name}" cannot stand on the right side`;
  if (left.type === right.type) return undefined;
  return `${wordOf(left.type)} is compared with ${wordOf(right.type)}`;
}

/** Falco finds the types of events only where `evt.type` itself is compared with constants. */
function checkEventType(check: Check, context: OperandContext): void {
  const { operand, operator, right } = check;
  const code = 'event-type';
  if (operand.kind === 'transformer' && namesEventType(operand)) {
    const message = 'a transformer of evt.type hides which events the rule wants';
    context.report({ level: 'error', code, message, at: operand.at });
  }
  if (operand.kind !== 'field' || !isEventType(operand.name)) return;
  if (right?.kind !== 'operand' || !['=', '!=', 'in'].includes(operator)) return;
  const message = 'evt.type is not compared with a field: that hides which events the rule wants';
  context.report({ level: 'error', code, message, at: right.at });
}

function namesEventType(operand: Operand): boolean {
  if (operand.kind === 'field') return isEventType(operand.name) && operand.argument === undefined;
  return operand.arguments.some(
    (one) => (one.kind === 'field' || one.kind === 'transformer') && namesEventType(one),
  );
}

function isEventType(name: string): boolean {
  return name === 'evt.type' || name === 'syscall.type';
}
