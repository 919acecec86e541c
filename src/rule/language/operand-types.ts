import { quote } from '#kit/text.ts';
import type {
  FieldFacts,
  FieldOperand,
  FieldType,
  Operand,
  TransformerArgument,
  TransformerOperand,
} from '../ast.ts';
import {
  allFields,
  argumentNamesOfEvents,
  type FieldSource,
  fieldFacts,
  isOwnField,
} from '../fields/fields.ts';
import { wordOf } from './operators.ts';
import { suggested } from './suggest.ts';
import type { TypeProblem } from './type-problem.ts';

/** Finds the facts of a field. */
export type FieldLookup = (name: string, source: FieldSource) => FieldFacts | undefined;

/** In which rule an operand stands. */
export interface OperandContext {
  readonly source: FieldSource;
  readonly fields?: FieldLookup;
  /** Earlier steps of a sequence whose fields may be named. */
  readonly steps?: readonly string[];
  /** Our own fields are errors. */
  readonly falcoOnly?: boolean;
  readonly report: (problem: TypeProblem) => void;
}

/** Type and facts of an operand; `undefined` when it is wrong, which was reported. Transformers have no facts. */
export interface OperandType {
  readonly type: FieldType;
  readonly facts?: FieldFacts;
}

/** Judges a field or transformer, with all that it is made of. */
export function typeOfOperand(operand: Operand, context: OperandContext): OperandType | undefined {
  if (operand.kind === 'transformer') return typeOfTransformer(operand, context);
  const facts = factsOf(operand, context);
  if (facts === undefined || !checkArgument(operand, facts, context)) return undefined;
  if (facts.deprecated === true)
    context.report({
      level: 'warning',
      code: 'deprecated',
      message: `the field ${quote(operand.name)} is deprecated: ${facts.title}`,
      at: operand.at,
    });
  return { type: facts.type, facts };
}

function error(context: OperandContext, what: Omit<TypeProblem, 'level'>): undefined {
  context.report({ level: 'error', ...what });
  return undefined;
}

function factsOf(operand: FieldOperand, context: OperandContext): FieldFacts | undefined {
  const { at } = operand;
  const lookup = context.fields ?? fieldFacts;
  const name = withoutStep(operand.name, context.steps ?? []);
  const facts = lookup(name, context.source);
  if (facts === undefined) return unknownField(name, at, context);
  if (context.falcoOnly !== true || !isOwnField(name)) return facts;
  const message = `Falco has no field ${quote(name)}`;
  return error(context, { code: 'falco-strict', message, at });
}

/** `shell.proc.pid` is `proc.pid` of the step `shell`. */
function withoutStep(name: string, steps: readonly string[]): string {
  const dot = name.indexOf('.');
  return steps.includes(name.slice(0, dot)) ? name.slice(dot + 1) : name;
}

function unknownField(name: string, at: number, context: OperandContext): undefined {
  const other = context.source === 'syscall' ? 'k8s_audit' : 'syscall';
  if (fieldFacts(name, other) !== undefined) {
    const message = `the field ${quote(name)} is one of the source ${other}, not of ${context.source}`;
    return error(context, { code: 'unknown-field', message, at });
  }
  const message = `there is no field ${quote(name)}`;
  return error(context, { code: 'unknown-field', message, at, ...nearField(name, context) });
}

function nearField(name: string, { source }: OperandContext): { readonly suggestion?: string } {
  const family = ['evt.arg.', 'evt.rawarg.'].find((one) => name.startsWith(one));
  if (family !== undefined)
    return suggested(
      name,
      argumentNamesOfEvents().map((one) => `${family}${one}`),
    );
  const near = allFields().filter((one) => one.source === 'any' || one.source === source);
  return suggested(
    name,
    near.map((one) => one.name),
  );
}

/** Whether the argument in brackets is as the field wants it. */
function checkArgument(
  { name, argument, at }: FieldOperand,
  facts: FieldFacts,
  context: OperandContext,
): boolean {
  const code = 'argument';
  const shown = quote(name);
  if (argument === undefined) {
    if (facts.argument !== 'required') return true;
    const example = facts.argumentKind === 'key' ? 'name' : '0';
    error(context, {
      code,
      message: `the field ${shown} needs an argument: ${name}[${example}]`,
      at,
    });
    return false;
  }
  if (facts.argument === 'none') {
    error(context, { code, message: `the field ${shown} takes no argument`, at });
    return false;
  }
  if (facts.argumentKind !== 'index' || /^\d{1,18}$/.test(argument)) return true;
  error(context, { code, message: `the argument of ${shown} is not a number`, at });
  return false;
}

const changing = new Set(['tolower', 'toupper', 'basename']);

function typeOfTransformer(
  operand: TransformerOperand,
  context: OperandContext,
): OperandType | undefined {
  const types: FieldType[] = [];
  for (const argument of operand.arguments) {
    const type = typeOfArgument(argument, context);
    if (type === undefined) return undefined;
    types.push(type);
  }
  const message = faultOfTransformer(operand, types);
  const { name, at } = operand;
  if (message !== undefined)
    return error(context, { code: 'transformer', message: `${name}(): ${message}`, at });
  return { type: resultOf(operand, types) };
}

function typeOfArgument(
  argument: TransformerArgument,
  context: OperandContext,
): FieldType | undefined {
  if (argument.kind === 'string' || argument.kind === 'number') return 'string';
  if (argument.kind === 'list') {
    for (const item of argument.items)
      if (typeOfArgument(item, context) === undefined) return undefined;
    return 'string-list';
  }
  const found = typeOfOperand(argument, context);
  if (found === undefined) return undefined;
  if (found.facts?.leftOnly !== true) return found.type;
  const message = `no transformer takes the field "${found.facts.name}"`;
  return error(context, { code: 'transformer', message, at: argument.at });
}

/** What is wrong with the number and the types of arguments. */
function faultOfTransformer(
  { name, selector }: TransformerOperand,
  types: readonly FieldType[],
): string | undefined {
  if (selector !== undefined && name !== 'getopt') return 'it takes no argument in brackets';
  if (name === 'concat') return faultOfConcat(types);
  if (name === 'join' || name === 'getopt') return faultOfPair(name, types, selector);
  const [first] = types;
  if (first === undefined || types.length !== 1) return 'it takes one argument';
  return isInput(name, first) ? undefined : `it does not take ${wordOf(first)}`;
}

function faultOfPair(
  name: 'join' | 'getopt',
  types: readonly FieldType[],
  selector: string | undefined,
): string | undefined {
  const [first, second] = types;
  if (first === undefined || second === undefined || types.length !== 2)
    return 'it takes two arguments';
  return name === 'join' ? faultOfJoin(first, second) : faultOfOptions(first, second, selector);
}

function isInput(name: string, type: FieldType): boolean {
  const isText = type === 'string' || type === 'string-list';
  if (changing.has(name)) return isText || type === 'path';
  if (name === 'b64') return isText || type === 'bytes';
  return isText || type === 'path' || type === 'bytes' || type.endsWith('-list');
}

function faultOfConcat(types: readonly FieldType[]): string | undefined {
  if (types.length < 2) return 'it takes at least two arguments';
  return types.every((type) => type === 'string' || type === 'path')
    ? undefined
    : 'its arguments are texts';
}

function faultOfJoin(separator: FieldType, list: FieldType): string | undefined {
  if (separator.endsWith('-list')) return 'its first argument is one value, the separator';
  return list.endsWith('-list') ? undefined : 'its second argument is a list';
}

function faultOfOptions(
  list: FieldType,
  options: FieldType,
  selector: string | undefined,
): string | undefined {
  if (!list.endsWith('-list')) return 'its first argument is a list';
  if (options.endsWith('-list')) return 'its second argument is one text, the options';
  return selector === undefined || selector.length === 1 ? undefined : 'an option is one character';
}

function resultOf(
  { name, selector }: TransformerOperand,
  [first = 'string']: readonly FieldType[],
): FieldType {
  if (name === 'len') return 'unsigned';
  if (name === 'getopt') return selector === undefined ? 'string-list' : 'string';
  return name === 'join' || name === 'concat' ? 'string' : first;
}
