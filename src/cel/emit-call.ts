import type { Ast, CallNode } from './ast.ts';
import { operatorText } from './check.ts';
import type { Overload } from './declare.ts';
import {
  type EmitScope,
  type Emitted,
  type Emitter,
  emitConstant,
  emitted,
  evaluateOnce,
} from './emit.ts';
import { isAttribute } from './emit-attribute.ts';
import { emitEquality, emitMembership, emitSum, failed } from './emit-operator.ts';
import type { Code, Frame } from './frame.ts';
import { type KindTest, kindTest, noSuchOverload } from './kinds.ts';
import { CelError, Optional, type Result, type Value } from './value.ts';

/** Conversions of a literal are literals: their cost is none. */
const conversions: ReadonlySet<string> = new Set(
  'bool bytes double duration dyn int string timestamp type uint'.split(' '),
);

/** A call: an operator with its own evaluation, or a function by its overloads. */
export function emitCall(node: CallNode, scope: EmitScope | undefined, emitter: Emitter): Emitted {
  switch (node.name) {
    case '_&&_':
      return emitLogical(node, false, { scope, emitter });
    case '_||_':
      return emitLogical(node, true, { scope, emitter });
    case '_?_:_':
      return emitChoice(node, scope, emitter);
    case 'orValue':
    case 'or':
      return emitOr(node, scope, emitter) ?? emitFunction(node, scope, emitter);
    default:
      return emitFunction(node, scope, emitter);
  }
}

/** `&&` ends at the first false operand, `||` at the first true one, whatever errs beside it. */
function emitLogical(
  node: CallNode,
  decides: boolean,
  { scope, emitter }: { readonly scope: EmitScope | undefined; readonly emitter: Emitter },
): Emitted {
  const parts = node.args.map((argument) => emitter.emit(argument, scope));
  const codes = parts.map(({ code }) => code);
  const [first, second] = codes;
  if (codes.length === 2 && first !== undefined && second !== undefined)
    return emitted(logicalPair({ first, second, decides, at: node.at }), parts, emitter);
  function code(frame: Frame): Result {
    let failure: CelError | undefined;
    for (const operand of codes) {
      const result = operand(frame);
      if (result === decides) return decides;
      if (result !== !decides) failure ??= notBool(result, node.at);
    }
    return failure ?? !decides;
  }
  return emitted(code, parts, emitter);
}

function logicalPair(pair: {
  readonly first: Code;
  readonly second: Code;
  readonly decides: boolean;
  readonly at: number;
}): Code {
  const { first, second, decides, at } = pair;
  return (frame) => {
    const left = first(frame);
    if (left === decides) return decides;
    const right = second(frame);
    if (right === decides) return decides;
    if (left !== !decides) return notBool(left, at);
    return right === !decides ? right : notBool(right, at);
  };
}

function notBool(result: Result, at: number): CelError {
  return result instanceof CelError ? result : new CelError('no such overload: not a bool', at);
}

/** `a ? b : c`: free itself; a branch that is an attribute is read without the unit of its name. */
function emitChoice(node: CallNode, scope: EmitScope | undefined, emitter: Emitter): Emitted {
  const parts = node.args.map((argument) => emitter.emit(argument, scope));
  const [condition, then, otherwise] = parts.map(({ code }) => code);
  if (condition === undefined || then === undefined || otherwise === undefined)
    return emitConstant(null);
  const [, thenNode, otherwiseNode] = node.args;
  const thenCost = thenNode !== undefined && isAttribute(thenNode, emitter) ? 1 : 0;
  const otherwiseCost = otherwiseNode !== undefined && isAttribute(otherwiseNode, emitter) ? 1 : 0;
  function code(frame: Frame): Result {
    const chosen = condition?.(frame) ?? null;
    if (typeof chosen !== 'boolean') return notBool(chosen, node.at);
    frame.cost -= chosen ? thenCost : otherwiseCost;
    return (chosen ? then : otherwise)?.(frame) ?? null;
  }
  return emitted(code, parts, emitter);
}

/** `x.orValue(d)`, `x.or(y)`: the second is computed only when it is needed. */
function emitOr(
  node: CallNode,
  scope: EmitScope | undefined,
  emitter: Emitter,
): Emitted | undefined {
  const [argument] = node.args;
  if (node.target === undefined || argument === undefined || node.args.length !== 1)
    return undefined;
  const target = emitter.emit(node.target, scope);
  const other = emitter.emit(argument, scope);
  const isValue = node.name === 'orValue';
  const lenient = isValue && emitter.environment.orValue === 'lenient';
  function code(frame: Frame): Result {
    const value = target.code(frame);
    if (!(value instanceof Optional)) {
      if (lenient || value instanceof CelError) return value;
      return noSuchOverload(node.name, [value], node.at);
    }
    if (value.value !== undefined) return isValue ? value.value : value;
    const result = other.code(frame);
    return isValue || result instanceof Optional || result instanceof CelError
      ? result
      : noSuchOverload(node.name, [value, result], node.at);
  }
  return emitted(code, [target, other], emitter);
}

function emitFunction(node: CallNode, scope: EmitScope | undefined, emitter: Emitter): Emitted {
  const overloads = emitter.checked.overloads.get(node) ?? [];
  const isMember = overloads[0]?.member ?? false;
  const operands = isMember && node.target !== undefined ? [node.target, ...node.args] : node.args;
  const parts = operands.map((operand) => emitter.emit(operand, scope));
  const special = emitOperator(node, { operands, parts, overloads, emitter });
  if (special !== undefined) return special;
  const call: Call = {
    name: operatorText(node.name),
    at: node.at,
    choices: overloads.map(choiceOf),
    codes: parts.map(({ code }) => code),
  };
  const made = emitted(dispatcher(call), parts, emitter);
  const isConversion = conversions.has(node.name) && parts[0]?.constant !== undefined;
  return isConversion && parts.length === 1 ? literal(made, emitter) : made;
}

function emitOperator(
  node: CallNode,
  operands: {
    readonly operands: readonly Ast[];
    readonly parts: readonly Emitted[];
    readonly overloads: readonly Overload[];
    readonly emitter: Emitter;
  },
): Emitted | undefined {
  const [left, right] = operands.parts;
  if (left === undefined || right === undefined) return undefined;
  switch (node.name) {
    case '_==_':
    case '_!=_':
      return emitEquality(node.name === '_==_', [left, right], operands.emitter);
    case '@in':
      return emitMembership([left, right], operands.overloads, operands.emitter);
    case '_+_':
      return emitSum([left, right], operands.overloads, { emitter: operands.emitter, at: node.at });
    default:
      return undefined;
  }
}

/** The value of a converted literal, unless converting fails. */
function literal(made: Emitted, { patterns }: Emitter): Emitted {
  const value = evaluateOnce(made.code, patterns);
  return value instanceof CelError ? made : emitConstant(value);
}

interface Choice {
  readonly tests: readonly KindTest[];
  readonly run: Overload['run'];
  readonly cost: Overload['cost'];
  readonly costIfResolved: boolean;
}

interface Call {
  readonly name: string;
  readonly at: number;
  readonly choices: readonly Choice[];
  readonly codes: readonly Code[];
}

function choiceOf(overload: Overload): Choice {
  return {
    tests: overload.parameters.map(kindTest),
    run: overload.run,
    cost: overload.cost,
    costIfResolved: overload.costIfResolved === true,
  };
}

function dispatcher(call: Call): Code {
  switch (call.codes.length) {
    case 1:
      return unary(call);
    case 2:
      return binary(call);
    default:
      return variadic(call);
  }
}

function unary(call: Call): Code {
  const [operand = nothing] = call.codes;
  return (frame) => {
    const value = operand(frame);
    if (value instanceof CelError) return failed(frame, value, value);
    for (const choice of call.choices) {
      if (choice.tests[0]?.(value) !== true) continue;
      const result = choice.run(value, frame);
      return result instanceof CelError
        ? placed(frame, result, call)
        : charged(frame, result, costOf(call, choice)?.(value, result));
    }
    return placed(frame, noSuchOverload(call.name, [value]), call);
  };
}

function binary(call: Call): Code {
  const [first = nothing, second = nothing] = call.codes;
  return (frame) => {
    const left = first(frame);
    const right = second(frame);
    if (left instanceof CelError || right instanceof CelError) return failed(frame, left, right);
    for (const choice of call.choices) {
      if (choice.tests[0]?.(left) !== true || choice.tests[1]?.(right) !== true) continue;
      const result = choice.run(left, right, frame);
      return result instanceof CelError
        ? placed(frame, result, call)
        : charged(frame, result, costOf(call, choice)?.(left, right, result));
    }
    return placed(frame, noSuchOverload(call.name, [left, right]), call);
  };
}

function variadic(call: Call): Code {
  return (frame) => {
    const values: Value[] = [];
    for (const code of call.codes) {
      const value = code(frame);
      if (value instanceof CelError) return value;
      values.push(value);
    }
    for (const choice of call.choices) {
      if (!choice.tests.every((test, at) => test(values[at] as Value))) continue;
      const result = choice.run(...values, frame);
      return result instanceof CelError
        ? placed(frame, result, call)
        : charged(frame, result, costOf(call, choice)?.(...values, result));
    }
    return placed(frame, noSuchOverload(call.name, values), call);
  };
}

/** Where types leave several overloads open, cel-go does not see which it calls and counts one unit. */
function costOf(call: Call, choice: Choice): Overload['cost'] {
  return choice.costIfResolved && call.choices.length > 1 ? undefined : choice.cost;
}

function charged(frame: Frame, result: Value, cost = 1): Result {
  frame.cost += cost;
  return cost > 1 ? (frame.overspent() ?? result) : result;
}

function nothing(): null {
  return null;
}

function placed(frame: Frame, error: CelError, call: Call): CelError {
  frame.cost += 1;
  error.at ??= call.at;
  return error;
}
