import type { Overload } from './declare.ts';
import { type Emitted, type Emitter, emitConstant, emitted } from './emit.ts';
import { equal } from './equality.ts';
import type { Code, Frame } from './frame.ts';
import { noSuchOverload } from './kinds.ts';
import { mapGet, toMapKey } from './map.ts';
import { sizeOf } from './size.ts';
import { add } from './standard/arithmetic.ts';
import { CelError, isList, isMap, type MapKey, type Result, type Value } from './value.ts';

/** Lists and maps may take long to compare though they have few elements. */
const largeStep = 8;

type Pair = readonly [left: Emitted, right: Emitted];

/** `==` and `!=`: a tenth of the smaller side. */
export function emitEquality(wanted: boolean, pair: Pair, emitter: Emitter): Emitted {
  const [left, right] = [pair[0].code, pair[1].code];
  function code(frame: Frame): Result {
    const a = left(frame);
    if (a instanceof CelError) return a;
    const b = right(frame);
    if (b instanceof CelError) return failed(frame, b);
    frame.cost += comparisonCost(a, b);
    if (typeof a === 'object' && a !== null) {
      const stop = frame.exhausted(largeStep);
      if (stop !== undefined) return stop;
    }
    return equal(a, b) === wanted;
  }
  return emitted(code, pair, emitter);
}

/** Cost of comparing: a tenth of the smaller size, rounded up. */
function comparisonCost(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') {
    const least = Math.min(a.length, b.length);
    if (least <= 10) return least === 0 ? 0 : 1;
  }
  return Math.ceil(Math.min(sizeOf(a), sizeOf(b)) / 10);
}

/** `x in list`, `x in map`; a list of literals is looked up at once and for nothing. */
export function emitMembership(
  pair: Pair,
  overloads: readonly Overload[],
  emitter: Emitter,
): Emitted {
  const isList = overloads.length === 1 && overloads[0]?.parameters[1]?.kind === 'list';
  const constant = pair[1].constant?.value;
  if (isList && Array.isArray(constant)) {
    if (constant.length === 0) return emitConstant(false);
    const keys = keysOf(constant as readonly Value[]);
    if (keys !== undefined) return emitted(inSet(pair[0].code, keys), pair, emitter);
  }
  return emitted(inValue(pair, isList), pair, emitter);
}

function keysOf(values: readonly Value[]): ReadonlySet<MapKey> | undefined {
  const keys = new Set<MapKey>();
  for (const value of values) {
    const key = toMapKey(value);
    if (key === undefined) return undefined;
    keys.add(key);
  }
  return keys;
}

function inSet(operand: Code, keys: ReadonlySet<MapKey>): Code {
  return (frame) => {
    const value = operand(frame);
    if (value instanceof CelError) return value;
    const key = toMapKey(value);
    return key !== undefined && keys.has(key);
  };
}

function inValue([element, container]: Pair, isResolved: boolean): Code {
  return (frame) => {
    const value = element.code(frame);
    if (value instanceof CelError) return value;
    const all = container.code(frame);
    if (all instanceof CelError) return failed(frame, all);
    frame.cost += isResolved ? sizeOf(all) : 1;
    if (isList(all))
      return frame.exhausted(all.length >> 6) ?? all.some((item) => equal(item, value));
    if (isMap(all)) return mapGet(all, value) !== undefined;
    return noSuchOverload('in', [value, all]);
  };
}

/** `a + b`: joining texts costs a tenth of both where the types say that they are texts. */
export function emitSum(
  pair: Pair,
  overloads: readonly Overload[],
  { emitter, at }: { readonly emitter: Emitter; readonly at: number },
): Emitted {
  const [left, right] = [pair[0].code, pair[1].code];
  const kind = overloads.length === 1 ? overloads[0]?.parameters[0]?.kind : undefined;
  const isText = kind === 'string' || kind === 'bytes';
  function code(frame: Frame): Result {
    const a = left(frame);
    if (a instanceof CelError) return a;
    const b = right(frame);
    if (b instanceof CelError) return failed(frame, b);
    frame.cost += isText ? joinCost(a, b) : 1;
    const result = frame.exhausted() ?? add(a, b, frame);
    if (result instanceof CelError) result.at ??= at;
    return result;
  }
  return emitted(code, pair, emitter);
}

function joinCost(a: Value, b: Value): number {
  return Math.ceil((sizeOf(a) + sizeOf(b)) / 10);
}

/** cel-go charges for a call of which the last operand erred. */
export function failed(frame: Frame, error: CelError): CelError {
  frame.cost += 1;
  return error;
}
