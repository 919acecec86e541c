import type { CallNode } from './ast.ts';
import { type EmitScope, type Emitted, type Emitter, emitConstant, emitted } from './emit.ts';
import { isAttribute } from './emit-attribute.ts';
import { emitFunction } from './emit-function.ts';
import type { Code, Frame } from './frame.ts';
import { noSuchOverload } from './kinds.ts';
import { CelError, Optional, type Result } from './value.ts';

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
  return emitted(
    (frame) => {
      const chosen = condition(frame);
      if (typeof chosen !== 'boolean') return notBool(chosen, node.at);
      frame.cost -= chosen ? thenCost : otherwiseCost;
      return chosen ? then(frame) : otherwise(frame);
    },
    parts,
    emitter,
  );
}

function orElse(unwrapped: NonNullable<Emitted['unwrapped']>, other: Code): Code {
  return (frame) => {
    const value = unwrapped(frame);
    return value === undefined ? other(frame) : value;
  };
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
  const { unwrapped } = target;
  if (isValue && unwrapped !== undefined)
    return emitted(orElse(unwrapped, other.code), [target, other], emitter);
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
