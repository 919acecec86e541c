import { compareAmounts, type QuantityAmount } from '#cel/library/quantity-amount.ts';
import { parseQuantity } from '#cel/library/quantity-text.ts';
import { isCaissonError } from '#kit/error.ts';
import { isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { matchesWildcard } from '../wildcard.ts';

/** Whether a value is what a scalar of a pattern means (Kyverno, validate.pattern): wildcards, `|`, `&`, comparisons, ranges. */
export function matchesScalar(value: Json, pattern: Json): boolean {
  if (typeof pattern === 'boolean') return value === pattern;
  if (typeof pattern === 'number') return matchesNumber(value, pattern);
  if (pattern === null) return isZero(value);
  if (typeof pattern === 'string') return matchesText(value, pattern);
  return isObject(pattern) && isObject(value);
}

function matchesNumber(value: Json, pattern: number): boolean {
  if (typeof value === 'number') return value === pattern;
  if (typeof value !== 'string') return false;
  return /^[+-]?\d{1,18}(?:\.\d{1,18})?$/.test(value) && Number(value) === pattern;
}

function isZero(value: Json): boolean {
  return value === null || value === 0 || value === '' || value === false;
}

function matchesText(value: Json, pattern: string): boolean {
  if (value === pattern) return true;
  return pattern.split('|').some((part) =>
    trimmed(part)
      .split('&')
      .every((one) => matchesOne(value, trimmed(one))),
  );
}

/** Blanks only, as Kyverno trims. */
function trimmed(text: string): string {
  return text.replace(/^ +/, '').replace(/ +$/, '');
}

type Operator = '' | '>=' | '<=' | '>' | '<' | '!';
const operators: readonly Operator[] = ['>=', '<=', '>', '<', '!'];
const outside = /^([-|+]?\d+(?:\.\d+)?[A-Za-z]*)!-([-|+]?\d+(?:\.\d+)?[A-Za-z]*)$/;
const inside = /^([-|+]?\d+(?:\.\d+)?[A-Za-z]*)-([-|+]?\d+(?:\.\d+)?[A-Za-z]*)$/;

function matchesOne(value: Json, pattern: string): boolean {
  if (pattern.length < 2) return compare(value, pattern, '');
  const operator = operators.find((one) => pattern.startsWith(one));
  if (operator !== undefined)
    return compare(value, pattern.slice(operator.length).trim(), operator);
  return matchesRange(value, pattern) ?? compare(value, pattern.trim(), '');
}

/** `10-20`, `1Gi!-2Gi`; `undefined` for what is no range. */
function matchesRange(value: Json, pattern: string): boolean | undefined {
  const without = outside.exec(pattern);
  if (without !== null) {
    const [, low = '', high = ''] = without;
    return compare(value, low, '<') || compare(value, high, '>');
  }
  const within = inside.exec(pattern);
  if (within === null) return undefined;
  const [, low = '', high = ''] = within;
  return compare(value, low, '>=') && compare(value, high, '<=');
}

/** As durations when both are, else as quantities when both are, else as texts. */
function compare(value: Json, pattern: string, operator: Operator): boolean {
  const text = numberText(value);
  const order =
    text === undefined
      ? undefined
      : (compareDurations(text, pattern) ?? compareQuantities(text, pattern));
  if (order !== undefined) return isOrdered(order, operator);
  if (operator !== '' && operator !== '!') return false;
  const written = plainText(value);
  if (written === undefined) return false;
  return matchesWildcard(pattern, written) === (operator === '');
}

function isOrdered(order: number, operator: Operator): boolean {
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    default:
      return (order === 0) === (operator === '');
  }
}

function numberText(value: Json): string | undefined {
  if (value === null) return '0';
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return undefined;
  return Number.isInteger(value) ? String(value) : value.toFixed(6);
}

function plainText(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function compareQuantities(text: string, pattern: string): number | undefined {
  const [left, right] = [amountOf(text), amountOf(pattern)];
  return left === undefined || right === undefined ? undefined : compareAmounts(left, right);
}

function amountOf(text: string): QuantityAmount | undefined {
  try {
    return parseQuantity(text);
  } catch (error) {
    if (isCaissonError(error, 'input.malformed', 'limit.size')) return undefined;
    throw error;
  }
}

function compareDurations(text: string, pattern: string): number | undefined {
  const right = nanosOf(pattern);
  const left = right === undefined ? undefined : nanosOf(text);
  return left === undefined || right === undefined ? undefined : left - right;
}

const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
};

/** Nanoseconds of a duration as Go writes it (`1h30m`, `0`). */
function nanosOf(text: string): number | undefined {
  if (text.length > 64) return undefined;
  const sign = text.startsWith('-') ? -1 : 1;
  const rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(rest)) return undefined;
  let total = 0;
  for (const [, digits = '', unit = ''] of rest.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g))
    total += Number(digits) * (units[unit] ?? 0);
  return sign * total;
}
