import type { CallContext } from '../declare.ts';
import { noSuchOverload } from '../kinds.ts';
import {
  CelError,
  Duration,
  double,
  int,
  isDouble,
  isInt,
  isList,
  numberOf,
  type Result,
  Timestamp,
  Uint,
  type Value,
} from '../value.ts';

type Integer = number | bigint;

const greatestUint = 2n ** 64n - 1n;
const greatestInt = 2n ** 63n - 1n;
const leastInt = -(2n ** 63n);
/** 0001-01-01T00:00:00Z and the last nanosecond of year 9999. */
const firstMoment = -62_135_596_800_000_000_000n;
const lastMoment = 253_402_300_799_999_999_999n;

/** `a + b` of every kind. */
export function add(a: Value, b: Value, context: CallContext): Result {
  if (typeof a === 'number' && typeof b === 'number') return addNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string')
    return context.tooLarge(a.length + b.length) ?? a + b;
  if (isList(a) && isList(b)) return joinLists(a, b, context);
  return joinBytes(a, b, context) ?? addTimes(a, b) ?? arithmetic('+', a, b);
}

function joinBytes(a: Value, b: Value, context: CallContext): Result | undefined {
  if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return undefined;
  return context.tooLarge(a.length + b.length) ?? new Uint8Array(Buffer.concat([a, b]));
}

/** Lists do not change, so joining an empty one needs no copy. */
function joinLists(a: readonly Value[], b: readonly Value[], context: CallContext): Result {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  return context.tooLarge(a.length + b.length) ?? a.concat(b);
}

function addNumbers(a: number, b: number): Result {
  const sum = a + b;
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(sum)) return sum;
  return arithmetic('+', a, b);
}

function addTimes(a: Value, b: Value): Result | undefined {
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos + b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return timestampOf(a.nanos + b.nanos);
  if (a instanceof Duration && b instanceof Timestamp) return timestampOf(a.nanos + b.nanos);
  return undefined;
}

/** `a - b` of every kind. */
export function subtract(a: Value, b: Value): Result {
  if (a instanceof Timestamp && b instanceof Timestamp) return durationOf(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Duration) return timestampOf(a.nanos - b.nanos);
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos - b.nanos);
  return arithmetic('-', a, b);
}

/** `a * b`, `a / b`, `a % b` of numbers of one type. */
export function arithmetic(operator: '+' | '-' | '*' | '/' | '%', a: Value, b: Value): Result {
  if (isInt(a) && isInt(b)) return ofIntegers(operator, a, b);
  if (a instanceof Uint && b instanceof Uint) return ofUnsigned(operator, a, b);
  if (isDouble(a) && isDouble(b) && operator !== '%')
    return doubles(operator, numberOf(a), numberOf(b));
  return noSuchOverload(operator, [a, b]);
}

function ofUnsigned(operator: '+' | '-' | '*' | '/' | '%', a: Uint, b: Uint): Result {
  const result = integers(operator, a.value, b.value);
  if (result instanceof CelError) return result;
  return result < 0n || result > greatestUint
    ? new CelError('unsigned integer overflow')
    : new Uint(result);
}

function ofIntegers(operator: '+' | '-' | '*' | '/' | '%', a: Integer, b: Integer): Result {
  const result = integers(operator, BigInt(a), BigInt(b));
  return result instanceof CelError ? result : int(result);
}

function integers(operator: '+' | '-' | '*' | '/' | '%', a: bigint, b: bigint): bigint | CelError {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? new CelError('division by zero') : a / b;
    default:
      if (b === 0n) return new CelError('modulus by zero');
      return a === leastInt && b === -1n ? new CelError('integer overflow') : a % b;
  }
}

function doubles(operator: '+' | '-' | '*' | '/', a: number, b: number): Value {
  switch (operator) {
    case '+':
      return double(a + b);
    case '-':
      return double(a - b);
    case '*':
      return double(a * b);
    default:
      return double(a / b);
  }
}

/** `-a`. */
export function negate(value: Value): Result {
  if (isInt(value)) return int(-BigInt(value));
  return isDouble(value) ? double(-numberOf(value)) : noSuchOverload('-', [value]);
}

/** A duration, which must fit into int64 nanoseconds. */
export function durationOf(nanos: bigint): Duration | CelError {
  return nanos > greatestInt || nanos < leastInt
    ? new CelError('duration out of range')
    : new Duration(nanos);
}

/** A moment, which must be in the years 0001 to 9999. */
export function timestampOf(nanos: bigint): Timestamp | CelError {
  return nanos < firstMoment || nanos > lastMoment
    ? new CelError('timestamp out of range')
    : new Timestamp(nanos);
}
