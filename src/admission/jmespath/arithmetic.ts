import {
  addAmounts,
  approximate,
  type QuantityAmount,
  subtractAmounts,
} from '#cel/library/quantity-amount.ts';
import { formatQuantity, parseQuantity } from '#cel/library/quantity-text.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Json } from '#model/json-value.ts';
import type { Arguments, Functions } from './arguments.ts';
import { goDuration, goNanos } from './go-duration.ts';
import type { Execution, Value } from './value.ts';

/** Kyverno's arithmetic over numbers, quantities (`1Gi`) and durations (`1h`). */
export const arithmeticFunctions: Functions = [
  ['add', binary('+')],
  ['subtract', binary('-')],
  ['multiply', binary('*')],
  ['divide', binary('/')],
  ['modulo', binary('%')],
  ['sum', { count: 1, run: sum }],
  ['round', { count: 2, run: rounded }],
];

type Operator = '+' | '-' | '*' | '/' | '%';
type Operand =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'quantity'; readonly value: QuantityAmount }
  | { readonly type: 'duration'; readonly value: bigint };

function binary(operator: Operator) {
  return {
    count: 2,
    run: (args: Arguments): Value => calculate(operator, args.any(0), args.any(1), args),
  };
}

function calculate(operator: Operator, a: Json, b: Json, args: Arguments): Json {
  const left = operandOf(a, args);
  const right = operandOf(b, args);
  const result =
    left.type === right.type ? alike(operator, left, right, args) : mixed(operator, left, right);
  if (result === undefined) throw args.failure('types mismatch');
  return result;
}

function operandOf(value: Json, args: Arguments): Operand {
  if (typeof value === 'number') return { type: 'number', value };
  if (typeof value === 'string') {
    const amount = tryQuantity(value);
    if (amount !== undefined) return { type: 'quantity', value: amount };
    const nanos = goNanos(value);
    if (nanos !== undefined) return { type: 'duration', value: nanos };
  }
  throw args.failure('invalid operand');
}

/** A quantity of Kubernetes, `undefined` where a text is none. */
export function tryQuantity(text: string): QuantityAmount | undefined {
  try {
    return parseQuantity(text);
  } catch (error) {
    if (isCaissonError(error, 'input.malformed', 'limit.size')) return undefined;
    throw error;
  }
}

function alike(operator: Operator, a: Operand, b: Operand, args: Arguments): Json | undefined {
  if (a.type === 'number' && b.type === 'number') return numbers(operator, a.value, b.value, args);
  if (a.type === 'duration' && b.type === 'duration')
    return durations(operator, a.value, b.value, args);
  if (a.type === 'quantity' && b.type === 'quantity')
    return quantities(operator, a.value, b.value, args);
  return undefined;
}

function numbers(operator: Operator, a: number, b: number, args: Arguments): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw args.failure('division by zero');
      return a / b;
    default:
      if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b))
        throw args.failure('modulo of what is no integer');
      if (b === 0) throw args.failure('division by zero');
      return a % b;
  }
}

const second = 1_000_000_000;

function durations(operator: Operator, a: bigint, b: bigint, args: Arguments): Json | undefined {
  if (operator === '+') return goDuration(a + b);
  if (operator === '-') return goDuration(a - b);
  if (operator === '*') return undefined;
  if (b === 0n) throw args.failure('division by zero');
  if (operator === '%') return goDuration(a % b);
  return Number(a) / second / (Number(b) / second);
}

function quantities(
  operator: Operator,
  a: QuantityAmount,
  b: QuantityAmount,
  args: Arguments,
): Json | undefined {
  if (operator === '+') return formatQuantity(addAmounts(a, b));
  if (operator === '-') return formatQuantity(subtractAmounts(a, b));
  if (operator === '*') return undefined;
  const [left, right] = [approximate(a), approximate(b)];
  if (right === 0) throw args.failure('division by zero');
  if (operator === '/') return left / right;
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right))
    throw args.failure('modulo of what is no integer');
  const { format } = a;
  return formatQuantity({ mantissa: BigInt(left % right), exponent: 0, format, wide: false });
}

function mixed(operator: Operator, a: Operand, b: Operand): Json | undefined {
  if (operator === '*' && a.type === 'number') return mixed(operator, b, a);
  if (b.type !== 'number') return undefined;
  if (operator === '*') return scaled(a, b.value, true);
  return operator === '/' && b.value !== 0 ? scaled(a, b.value, false) : undefined;
}

function scaled(a: Operand, by: number, isProduct: boolean): Json | undefined {
  if (a.type === 'duration') return scaledDuration(a.value, by, isProduct);
  const other = a.type === 'quantity' ? tryQuantity(String(by)) : undefined;
  if (a.type !== 'quantity' || other === undefined) return undefined;
  return isProduct ? product(a.value, other) : quotient(a.value, other);
}

function scaledDuration(nanos: bigint, by: number, isProduct: boolean): string | undefined {
  const seconds = Number(nanos) / second;
  const made = Math.trunc((isProduct ? seconds * by : seconds / by) * second);
  return Number.isFinite(made) ? goDuration(BigInt(made)) : undefined;
}

function product(a: QuantityAmount, b: QuantityAmount): string {
  return written(a.mantissa * b.mantissa, a.exponent + b.exponent, a);
}

/** With as many decimals as the finer of the two, cut off. */
function quotient(a: QuantityAmount, b: QuantityAmount): string {
  const exponent = Math.min(a.exponent, b.exponent);
  const shift = a.exponent - b.exponent - exponent;
  const dividend = shift > 0 ? a.mantissa * 10n ** BigInt(shift) : a.mantissa;
  const divisor = shift < 0 ? b.mantissa * 10n ** BigInt(-shift) : b.mantissa;
  return written(dividend / divisor, exponent, a);
}

/** Nothing is finer than a billionth; what is more is rounded away from zero. */
function written(mantissa: bigint, exponent: number, { format }: QuantityAmount): string {
  if (exponent >= -9) return formatQuantity({ mantissa, exponent, format, wide: true });
  const unit = 10n ** BigInt(-9 - exponent);
  const rest = mantissa % unit;
  const whole = mantissa / unit + (rest === 0n ? 0n : rest > 0n ? 1n : -1n);
  return formatQuantity({ mantissa: whole, exponent: -9, format, wide: true });
}

function sum(args: Arguments, { budget }: Execution): Value {
  const [first, ...rest] = args.list(0);
  if (first === undefined) throw args.failure('at least one element in the list is required');
  budget.spend(rest.length);
  return rest.reduce<Json>((total, one) => calculate('+', total, one, args), first);
}

/** Half away from zero. */
function rounded(args: Arguments): Value {
  const [value, places] = [args.number(0), args.number(1)];
  if (!Number.isInteger(places) || places < 0 || places > 300)
    throw args.failure('the number of places must be a whole number');
  const shift = 10 ** places;
  return (Math.sign(value) * Math.round(Math.abs(value) * shift)) / shift;
}
