/** How a quantity was written, which decides how its sums are written. */
export type QuantityFormat = 'decimal-exponent' | 'binary' | 'decimal';

/**
 * A number `mantissa` × 10^`exponent`, exact; parsing bounds the exponent to -9…1,000. `wide` is true where apimachinery keeps it as a
 * big decimal: such a quantity never counts as an integer there, even when it is one.
 */
export interface QuantityAmount {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly format: QuantityFormat;
  readonly wide: boolean;
  /** The text as it was written, where apimachinery keeps it. */
  readonly text?: string;
}

/** 1 when positive, -1 when negative, else 0. */
export function signOf({ mantissa }: QuantityAmount): -1 | 0 | 1 {
  if (mantissa === 0n) return 0;
  return mantissa > 0n ? 1 : -1;
}

/** Order by value: -1, 0 or 1. */
export function compareAmounts(a: QuantityAmount, b: QuantityAmount): -1 | 0 | 1 {
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = shift(a, exponent) - shift(b, exponent);
  if (difference === 0n) return 0;
  return difference > 0n ? 1 : -1;
}

/** The sum. A zero takes the format of what is added to it, as in apimachinery. */
export function addAmounts(a: QuantityAmount, b: QuantityAmount): QuantityAmount {
  const format = a.mantissa === 0n ? b.format : a.format;
  const wide = a.wide || b.wide;
  if (b.mantissa === 0n) return { mantissa: a.mantissa, exponent: a.exponent, format, wide };
  if (a.mantissa === 0n) return { mantissa: b.mantissa, exponent: b.exponent, format, wide };
  const exponent = Math.min(a.exponent, b.exponent);
  const [left, right] = [shift(a, exponent), shift(b, exponent)];
  const mantissa = left + right;
  return {
    mantissa,
    exponent,
    format,
    wide: wide || ![left, right, mantissa].every(fitsInt64),
  };
}

/** The difference; see `addAmounts`. */
export function subtractAmounts(a: QuantityAmount, b: QuantityAmount): QuantityAmount {
  return addAmounts(a, { ...b, mantissa: -b.mantissa });
}

/** The integer that it is, `undefined` where apimachinery's `AsInt64` refuses (fractions as written, overflow, big decimals). */
export function integerOf({ mantissa, exponent, wide }: QuantityAmount): bigint | undefined {
  if (wide || exponent < 0) return undefined;
  if (mantissa === 0n) return 0n;
  if (exponent > 18) return undefined;
  const value = mantissa * 10n ** BigInt(exponent);
  return fitsInt64(value) ? value : undefined;
}

/** The nearest double, infinite when outside; as apimachinery's `AsApproximateFloat64`. */
export function approximate({ mantissa, exponent }: QuantityAmount): number {
  return exponent === 0 ? Number(mantissa) : Number(mantissa) * Number(`1e${exponent}`);
}

/** A text that equal amounts share. */
export function keyOfAmount({ mantissa, exponent }: QuantityAmount): string {
  const digits = mantissa.toString();
  let end = digits.length;
  while (end > 1 && digits[end - 1] === '0') end -= 1;
  return mantissa === 0n ? '0' : `${digits.slice(0, end)}e${exponent + digits.length - end}`;
}

/** Whether a number is an int64. */
export function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** The mantissa at this exponent or a lower one. */
function shift({ mantissa, exponent }: QuantityAmount, to: number): bigint {
  return exponent === to ? mantissa : mantissa * 10n ** BigInt(exponent - to);
}
