import type { Ast, CallNode } from './ast.ts';
import { operatorText } from './check-call.ts';
import type { Candidates } from './check-state.ts';
import type { Overload } from './declare.ts';
import {
  type EmitScope,
  type Emitted,
  type Emitter,
  emitConstant,
  emitted,
  evaluateOnce,
} from './emit.ts';
import { emitEquality, emitMembership, emitSum, failed } from './emit-operator.ts';
import type { Code, Frame } from './frame.ts';
import { type KindTest, kindTest, noSuchOverload } from './kinds.ts';
import { CelError, type Result, type Value } from './value.ts';

/** Conversions of a literal are literals: their cost is none. */
const conversions: ReadonlySet<string> = new Set(
  'bool bytes double duration dyn int string timestamp type uint'.split(' '),
);
const noCandidates: Candidates = { fitting: [], all: [] };

/** An overload as it is tried at run time. */
interface Choice {
  readonly tests: readonly KindTest[];
  readonly run: Overload['run'];
  readonly cost: Overload['cost'];
}

interface Call {
  readonly name: string;
  readonly at: number;
  readonly choices: readonly Choice[];
  readonly codes: readonly Code[];
}

/** The call of a function, or of an operator that computes its operands and looks at them. */
export function emitFunction(
  node: CallNode,
  scope: EmitScope | undefined,
  emitter: Emitter,
): Emitted {
  const candidates = emitter.checked.overloads.get(node) ?? noCandidates;
  const isMember = candidates.all[0]?.member ?? node.target !== undefined;
  const parts = operandsOf(node, isMember).map((operand) => emitter.emit(operand, scope));
  const operator = emitOperator(node, { parts, overloads: candidates.fitting, emitter });
  if (operator !== undefined) return operator;
  const codes = parts.map(({ code }) => code);
  const call: Call = {
    name: operatorText(node.name),
    at: node.at,
    choices: choicesOf(candidates),
    codes,
  };
  const made = emitted(dispatcher(call), parts, emitter);
  const isConversion = conversions.has(node.name) && parts.length === 1;
  return isConversion && parts[0]?.constant !== undefined ? literal(made, emitter) : made;
}

function operandsOf(node: CallNode, isMember: boolean): readonly Ast[] {
  return isMember && node.target !== undefined ? [node.target, ...node.args] : node.args;
}

function emitOperator(
  node: CallNode,
  call: {
    readonly parts: readonly Emitted[];
    readonly overloads: readonly Overload[];
    readonly emitter: Emitter;
  },
): Emitted | undefined {
  const [left, right] = call.parts;
  if (left === undefined || right === undefined) return undefined;
  switch (node.name) {
    case '_==_':
    case '_!=_':
      return emitEquality(node.name === '_==_', [left, right], call.emitter);
    case '@in':
      return emitMembership([left, right], call.overloads, call.emitter);
    case '_+_':
      return emitSum([left, right], call.overloads, { emitter: call.emitter, at: node.at });
    default:
      return undefined;
  }
}

/** The value of a converted literal, unless converting fails. */
function literal(made: Emitted, { patterns }: Emitter): Emitted {
  const value = evaluateOnce(made.code, patterns);
  return value instanceof CelError ? made : emitConstant(value);
}

/** Those that the types allow first: a static type may promise what a `dyn` does not keep. */
function choicesOf({ fitting, all }: Candidates): readonly Choice[] {
  const rest = all.filter((overload) => !fitting.includes(overload));
  return [...fitting, ...rest].map((overload) => ({
    tests: overload.parameters.map(kindTest),
    run: overload.run,
    // Where types leave several overloads open, cel-go does not see which it calls and counts one unit.
    cost: overload.costIfResolved === true && fitting.length !== 1 ? undefined : overload.cost,
  }));
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
    if (value instanceof CelError) return failed(frame, value);
    for (const choice of call.choices) {
      if (choice.tests[0]?.(value) !== true) continue;
      const result = choice.run(value, frame);
      if (result instanceof CelError) return placed(frame, result, call);
      return charged(frame, result, choice.cost?.(value, result));
    }
    return placed(frame, noSuchOverload(call.name, [value]), call);
  };
}

function binary(call: Call): Code {
  const [first = nothing, second = nothing] = call.codes;
  return (frame) => {
    const left = first(frame);
    if (left instanceof CelError) return left;
    const right = second(frame);
    if (right instanceof CelError) return failed(frame, right);
    for (const choice of call.choices) {
      if (!fitsBoth(choice, left, right)) continue;
      const result = choice.run(left, right, frame);
      if (result instanceof CelError) return placed(frame, result, call);
      return charged(frame, result, choice.cost?.(left, right, result));
    }
    return placed(frame, noSuchOverload(call.name, [left, right]), call);
  };
}

function fitsBoth({ tests }: Choice, left: Value, right: Value): boolean {
  return tests[0]?.(left) === true && tests[1]?.(right) === true;
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
      if (result instanceof CelError) return placed(frame, result, call);
      return charged(frame, result, choice.cost?.(...values, result));
    }
    return placed(frame, noSuchOverload(call.name, values), call);
  };
}

function charged(frame: Frame, result: Value, cost = 1): Result {
  frame.cost += cost;
  return cost > 1 ? (frame.exhausted(cost) ?? result) : result;
}

function nothing(): null {
  return null;
}

function placed(frame: Frame, error: CelError, call: Call): CelError {
  frame.cost += 1;
  error.at ??= call.at;
  return error;
}
