import { CaissonError } from '#kit/error.ts';
import { mapEntries, mapGet, mapSize } from './map.ts';
import {
  CelError,
  Double,
  Duration,
  isList,
  isMap,
  type MapValue,
  Opaque,
  Optional,
  Special,
  Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './value.ts';

/**
 * Equality of CEL (language definition §equality): numbers across types, lists by order, maps by keys, NaN unequal to itself,
 * values of different kinds unequal. Throws `limit.size` for values too large to compare; an evaluation makes that its error.
 */
export function equal(a: Value, b: Value): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b;
  if (typeof a !== 'object' || typeof b !== 'object') return equalScalars(a, b);
  return equalWithin(a, b, { steps: mostSteps });
}

/** Parts that are compared at most: lists that hold one list many times unfold to more than there is time for. */
const mostSteps = 1_000_000;

interface Limit {
  steps: number;
}

function equalWithin(a: Value, b: Value, limit: Limit): boolean {
  limit.steps -= 1;
  if (limit.steps < 0) throw new CaissonError('limit.size', 'values too large to be compared');
  if (typeof a !== 'object' || typeof b !== 'object') return equalScalars(a, b);
  if (a === null || b === null) return a === b;
  return numericOf(a) === undefined ? equalObjects(a, b, limit) : equalScalars(a, b);
}

function equalScalars(a: Value, b: Value): boolean {
  if (typeof a === 'string' || typeof a === 'boolean') return a === b;
  const x = numericOf(a);
  const y = numericOf(b);
  return x !== undefined && y !== undefined && compareNumbers(x, y) === 0;
}

/**
 * Order of two values: negative, zero, positive; NaN when a number is NaN; an error where CEL has no order between them.
 * Strings order by code points, `false` before `true`.
 */
export function compare(a: Value, b: Value): number | CelError {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const x = numericOf(a);
  const y = numericOf(b);
  if (x !== undefined && y !== undefined) return compareNumbers(x, y);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return compareSpecial(a, b);
}

/** Order by code points, which differs from that of UTF-16 where surrogates are in play. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return pointRank(x) - pointRank(y);
  }
  return a.length - b.length;
}

/** The number in a value of any numeric type: `bigint` or `number`; `undefined` for what is no number. */
export function numericOf(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Double || value instanceof Uint) return value.value;
  return undefined;
}

/** Surrogates (code points above U+FFFF) sort after the rest of the basic plane. */
function pointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}

/** As cel-go: an integer is made a double where the other is one. */
function compareNumbers(x: number | bigint, y: number | bigint): number {
  if (typeof x === typeof y) return order(x, y);
  return order(beside(x, y), beside(y, x));
}

function beside(value: number | bigint, other: number | bigint): number | bigint {
  return typeof other === 'number' && Number.isInteger(other) && !Number.isSafeInteger(other)
    ? Number(value)
    : value;
}

function order(x: number | bigint, y: number | bigint): number {
  if (x < y) return -1;
  if (x > y) return 1;
  return x >= y ? 0 : Number.NaN;
}

function compareSpecial(a: Value, b: Value): number | CelError {
  if (a instanceof Timestamp && b instanceof Timestamp) return order(a.nanos, b.nanos);
  if (a instanceof Duration && b instanceof Duration) return order(a.nanos, b.nanos);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return new CelError('no such overload');
}

function equalObjects(left: Value, right: Value, limit: Limit): boolean {
  if (isList(left)) return isList(right) && equalLists(left, right, limit);
  if (isMap(left)) return isMap(right) && equalMaps(left, right, limit);
  if (left instanceof Uint8Array)
    return right instanceof Uint8Array && Buffer.compare(left, right) === 0;
  return left instanceof Special && right instanceof Special && equalSpecial(left, right, limit);
}

function equalLists(a: readonly Value[], b: readonly Value[], limit: Limit): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1)
    if (!equalWithin(a[at] as Value, b[at] as Value, limit)) return false;
  return true;
}

function equalMaps(a: MapValue, b: MapValue, limit: Limit): boolean {
  if (mapSize(a) !== mapSize(b)) return false;
  return mapEntries(a).every(([key, value]) => {
    const other = mapGet(b, key);
    return other !== undefined && equalWithin(value, other, limit);
  });
}

function equalSpecial(a: Special, b: Special, limit: Limit): boolean {
  if (a.constructor !== b.constructor) return false;
  if (a instanceof Opaque && b instanceof Opaque) return a.type.name === b.type.name && a.equals(b);
  if (a instanceof TypeValue && b instanceof TypeValue) return a.type.name === b.type.name;
  if (a instanceof Optional && b instanceof Optional) return equalOptionals(a, b, limit);
  return nanosOf(a) !== undefined && nanosOf(a) === nanosOf(b);
}

function nanosOf(value: Special): bigint | undefined {
  return value instanceof Timestamp || value instanceof Duration ? value.nanos : undefined;
}

function equalOptionals(a: Optional, b: Optional, limit: Limit): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return equalWithin(a.value, b.value, limit);
}
