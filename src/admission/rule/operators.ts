import { compareAmounts } from '#cel/library/quantity-amount.ts';
import { compareVersions } from '#cel/library/semantic-version.ts';
import { isList, isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { tryQuantity } from '../jmespath/arithmetic.ts';
import { goNanos } from '../jmespath/go-duration.ts';
import { tryVersion } from '../jmespath/version-range.ts';
import { isSame } from '../patch.ts';
import { matchesWildcard } from '../wildcard.ts';
import { membership } from './membership.ts';

/** What an operator of a condition says of a key and a value; `undefined` for operators that there are not. */
export function compareBy(operator: string, key: Json, value: Json): boolean | undefined {
  const name = operator.toLowerCase();
  switch (name) {
    case 'equal':
    case 'equals':
      return isEqual(key, value, false);
    case 'notequal':
    case 'notequals':
      return !isEqual(key, value, true) && isComparable(key);
    default:
      return orderedBy(name, key, value) ?? membership(name, key, value);
  }
}

function orderedBy(name: string, key: Json, value: Json): boolean | undefined {
  const isOfDurations = name.startsWith('duration');
  const bare = isOfDurations ? name.slice('duration'.length) : name;
  if (!/^(?:greater|less)than(?:orequals)?$/.test(bare)) return undefined;
  return inOrder(bare, isOfDurations ? orderOfDurations(key, value) : orderOf(key, value));
}

/** Nothing is equal to `null`, nor different from it. */
function isComparable(key: Json): boolean {
  return key !== null;
}

function isEqual(key: Json, value: Json, isNegated: boolean): boolean {
  if (typeof key === 'string') return isEqualText(key, value, isNegated);
  if (typeof key === 'number')
    return typeof value === 'string' ? isNumber(value, key) : key === value;
  if (typeof key === 'boolean') return key === value;
  if (key === null) return false;
  return (isList(key) ? isList(value) : isObject(value)) && isSame(key, value);
}

function isNumber(text: string, wanted: number): boolean {
  return numberOf(text) === wanted;
}

function isEqualText(key: string, value: Json, isNegated: boolean): boolean {
  const durations = durationsOf(key, value);
  if (durations !== undefined) return durations[0] === durations[1];
  if (typeof value !== 'string') return false;
  const left = tryQuantity(key);
  if (left === undefined || (isNegated && value === '')) return matchesWildcard(value, key);
  const right = tryQuantity(value);
  return right !== undefined && compareAmounts(left, right) === 0;
}

function inOrder(operator: string, order: number | undefined): boolean {
  if (order === undefined) return false;
  switch (operator) {
    case 'greaterthan':
      return order > 0;
    case 'greaterthanorequals':
      return order >= 0;
    case 'lessthan':
      return order < 0;
    default:
      return operator === 'lessthanorequals' && order <= 0;
  }
}

const second = 1_000_000_000n;

/** Nanoseconds of both when one is a duration and the other a duration or a number of seconds. */
function durationsOf(key: Json, value: Json): readonly [bigint, bigint] | undefined {
  const [a, b] = [durationOf(key), durationOf(value)];
  if (a === undefined && b === undefined) return undefined;
  const left = a ?? secondsOf(key);
  const right = b ?? secondsOf(value);
  return left === undefined || right === undefined ? undefined : [left, right];
}

function durationOf(value: Json): bigint | undefined {
  return typeof value === 'string' && value !== '0' ? goNanos(value) : undefined;
}

function secondsOf(value: Json): bigint | undefined {
  return typeof value === 'number' ? BigInt(Math.trunc(value)) * second : undefined;
}

/** Negative, zero or positive; `undefined` for what has no order. */
function orderOf(key: Json, value: Json): number | undefined {
  if (typeof key !== 'number' && typeof key !== 'string') return undefined;
  const durations = durationsOf(key, value);
  if (durations !== undefined) return sign(durations[0] - durations[1]);
  if (typeof key === 'number') return orderOfNumber(key, value);
  return orderOfText(key, value);
}

function orderOfNumber(key: number, value: Json): number | undefined {
  const number = typeof value === 'string' ? numberOf(value) : value;
  return typeof number === 'number' ? key - number : undefined;
}

function orderOfText(key: string, value: Json): number | undefined {
  const left = tryQuantity(key);
  const right = left === undefined || typeof value !== 'string' ? undefined : tryQuantity(value);
  if (left !== undefined && right !== undefined) return compareAmounts(left, right);
  const number = numberOf(key);
  if (number !== undefined) return orderOfNumber(number, value);
  const version = tryVersion(key);
  const other = version === undefined || typeof value !== 'string' ? undefined : tryVersion(value);
  return version === undefined || other === undefined ? undefined : compareVersions(version, other);
}

function orderOfDurations(key: Json, value: Json): number | undefined {
  const left = typeof key === 'string' ? goNanos(key) : secondsOf(key);
  const right = typeof value === 'string' ? goNanos(value) : secondsOf(value);
  return left === undefined || right === undefined ? undefined : sign(left - right);
}

function sign(value: bigint): number {
  if (value === 0n) return 0;
  return value > 0n ? 1 : -1;
}

function numberOf(text: string): number | undefined {
  if (text.length > 100 || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text))
    return undefined;
  return Number(text);
}
