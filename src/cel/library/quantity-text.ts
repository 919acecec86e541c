import { CaissonError } from '#kit/error.ts';
import { fitsInt64, type QuantityAmount, type QuantityFormat } from './quantity-amount.ts';

/**
 * Parses a Kubernetes quantity (apimachinery `resource.ParseQuantity`, with its leniency: `Mi` and `.` are zero). What is finer than a
 * billionth is rounded away from zero. Throws `input.malformed`; `limit.size` for texts beyond any sense.
 */
export function parseQuantity(text: string): QuantityAmount {
  if (text.length > maxLength) throw new CaissonError('limit.size', 'quantity is too long');
  const written = readWritten(text);
  return narrow(written) ?? wide(written);
}

/** The text as it was written where apimachinery keeps that, else the canonical one: no fraction, the largest suffix that is exact. */
export function formatQuantity(amount: QuantityAmount): string {
  if (amount.text !== undefined) return amount.text;
  if (amount.mantissa === 0n) return '0';
  return amount.format === 'binary'
    ? (formatBinary(amount) ?? formatDecimal(amount, 'decimal'))
    : formatDecimal(amount, amount.format);
}

interface Scale {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

interface Written {
  readonly text: string;
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
  /** No digit was written at all. */
  readonly empty: boolean;
  readonly scale: Scale;
}

const maxLength = 1_024;
const maxInt64 = 2n ** 63n - 1n;
/** Each part is of other characters than the next, so that it is linear. */
const pattern =
  /^([+-]?)(0*)((?:[1-9][0-9]*)?)(\.[0-9]*)?((?:[eEinumkKMGTP]+[+-]?[0-9]*|[+-][0-9]*)?)$/;

const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const binarySuffixes: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);

function readWritten(text: string): Written {
  const match = text === '' ? null : pattern.exec(text);
  if (match === null) throw malformedShape(text);
  const [, sign = '', zeros = '', whole = '', point = '', suffix = ''] = match;
  const fraction = point.slice(1);
  return {
    text,
    negative: sign === '-',
    whole: whole === '' ? '0' : whole,
    fraction,
    empty: zeros + whole + fraction === '',
    scale: scaleOf(suffix),
  };
}

function malformedShape(text: string): CaissonError {
  return new CaissonError(
    'input.malformed',
    text === ''
      ? 'a quantity must not be empty'
      : 'a quantity is a decimal number and a suffix: n, u, m, k, M, G, T, P, E, Ki … Ei or e3',
  );
}

function scaleOf(suffix: string): Scale {
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'decimal' };
  const binary = binarySuffixes.get(suffix);
  if (binary !== undefined) return { base: 2, exponent: binary, format: 'binary' };
  if (!/^[eE][+-]?[0-9]{1,19}$/.test(suffix))
    throw new CaissonError('input.malformed', "unable to parse quantity's suffix");
  const exponent = Number(suffix.slice(1));
  if (Math.abs(exponent) > 1_000)
    throw new CaissonError('limit.size', 'the exponent of the quantity is out of range');
  return { base: 10, exponent, format: 'decimal-exponent' };
}

/** What apimachinery keeps in 64 bits. */
function narrow(written: Written): QuantityAmount | undefined {
  const { whole, fraction, scale, negative } = written;
  if (precisionOf(written) < 0) return undefined;
  const exponent = (scale.base === 10 ? scale.exponent : 0) - fraction.length;
  if (exponent < -9) return undefined;
  const value = BigInt(whole + fraction);
  const scaled = scale.base === 2 ? value << BigInt(scale.exponent) : value;
  if (!fitsInt64(scaled)) return undefined;
  return {
    mantissa: negative ? -scaled : scaled,
    exponent,
    format: scale.format,
    wide: false,
    ...(isCanonical(written, value, exponent) ? { text: written.text } : {}),
  };
}

/** Digits that 64 bits have left; negative when they do not do. */
function precisionOf({ whole, fraction, scale }: Written): number {
  if (scale.base === 10) return 18 - whole.length - fraction.length;
  return fraction === '' ? 15 - whole.length - Math.trunc((scale.exponent * 3) / 10) - 1 : -1;
}

/** Where apimachinery takes the text for canonical without a closer look. */
function isCanonical(
  { whole, fraction, scale }: Written,
  value: bigint,
  exponent: number,
): boolean {
  if (scale.base === 2) return (value & 7n) !== 0n;
  const digits = whole + fraction;
  return exponent % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

/** What apimachinery keeps as a big decimal. */
function wide(written: Written): QuantityAmount {
  const { whole, fraction, scale, negative, empty } = written;
  if (empty) throw new CaissonError('input.malformed', 'unable to parse numeric part of quantity');
  const factor = scale.base === 2 ? 2n ** BigInt(scale.exponent) : 1n;
  const exponent = (scale.base === 10 ? scale.exponent : 0) - fraction.length;
  const rounded = roundUp(BigInt(whole + fraction) * factor, exponent);
  const capped = scale.base === 2 ? cap(rounded) : rounded;
  const small = scale.base === 2 && belowOne(capped);
  return {
    mantissa: negative ? -capped.mantissa : capped.mantissa,
    exponent: capped.exponent,
    format: small ? 'decimal' : scale.format,
    wide: true,
  };
}

interface Decimal {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** In billionths, away from zero, as apimachinery keeps every big decimal. `mantissa` is not negative. */
function roundUp(mantissa: bigint, exponent: number): Decimal {
  if (exponent >= -9) return { mantissa: mantissa * 10n ** BigInt(exponent + 9), exponent: -9 };
  const dropped = -9 - exponent;
  if (dropped > mantissa.toString().length)
    return { mantissa: mantissa === 0n ? 0n : 1n, exponent: -9 };
  const divisor = 10n ** BigInt(dropped);
  return { mantissa: (mantissa + divisor - 1n) / divisor, exponent: -9 };
}

/** Binary quantities end at the largest int64. Their exponents are -9…0 here. */
function cap(value: Decimal): Decimal {
  return value.mantissa > maxInt64 * 10n ** BigInt(-value.exponent)
    ? { mantissa: maxInt64, exponent: 0 }
    : value;
}

function belowOne({ mantissa, exponent }: Decimal): boolean {
  return mantissa > 0n && mantissa < 10n ** BigInt(-exponent);
}

/** `undefined` for what is written as a decimal: small or not whole. */
function formatBinary({ mantissa, exponent }: QuantityAmount): string | undefined {
  const value = wholeOf(mantissa, exponent);
  if (value === undefined || (value > -1024n && value < 1024n)) return undefined;
  let [rest, power] = [value, 0];
  while (rest % 1024n === 0n && power < 60) [rest, power] = [rest / 1024n, power + 10];
  const suffix = [...binarySuffixes].find(([, exponentOfTwo]) => exponentOfTwo === power)?.[0];
  return `${rest}${suffix ?? ''}`;
}

function wholeOf(mantissa: bigint, exponent: number): bigint | undefined {
  if (exponent >= 0) return mantissa * 10n ** BigInt(exponent);
  const divisor = 10n ** BigInt(-exponent);
  return mantissa % divisor === 0n ? mantissa / divisor : undefined;
}

function formatDecimal(amount: QuantityAmount, format: 'decimal' | 'decimal-exponent'): string {
  const digits = amount.mantissa.toString();
  const stripped = withoutTrailingZeros(digits);
  const exact = amount.exponent + digits.length - stripped.length;
  const pad = ((exact % 3) + 3) % 3;
  const exponent = exact - pad;
  const number = stripped + '0'.repeat(pad);
  const suffix = [...decimalSuffixes].find(([, power]) => power === exponent)?.[0];
  if (format === 'decimal' && suffix !== undefined) return number + suffix;
  return exponent === 0 ? number : `${number}e${exponent}`;
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 1 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
