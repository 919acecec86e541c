import { type CallContext, type FunctionDeclaration, memberOverload } from '../declare.ts';
import { traversal } from '../size.ts';
import { DYN, listOf, STRING } from '../type.ts';
import { CelError, isDouble, isInt, numberOf, Uint, type Value } from '../value.ts';
import { runtimeType } from './conversions.ts';
import { formatNumber, formatText, type TextLimit } from './format-value.ts';

const clause = /%(?:\.(\d{1,3}))?(.)/gsu;
const greatestPrecision = 100;

/** `text.format([…])` of the strings extension: `%s %d %f %e %b %o %x %X %%`, precision for `%f` and `%e`. */
export const formatFunctions: readonly FunctionDeclaration[] = [
  {
    name: 'format',
    overloads: [
      memberOverload([STRING, listOf(DYN)], STRING, format, { cost: (text) => traversal(text) }),
    ],
  },
];

function format(text: string, values: readonly Value[], context: CallContext): string | CelError {
  const made: string[] = [];
  let used = 0;
  let from = 0;
  const limit: TextLimit = { units: context.maxSize - text.length };
  for (const match of text.matchAll(clause)) {
    const part = match[2] === '%' ? '%' : formatOne(match, values[used], limit);
    if (part instanceof CelError) return part;
    if (match[2] !== '%') used += 1;
    made.push(text.slice(from, match.index), part);
    from = match.index + match[0].length;
  }
  const rest = text.slice(from);
  return rest.includes('%') ? new CelError('unfinished formatting clause') : made.join('') + rest;
}

function formatOne(
  match: RegExpExecArray,
  value: Value | undefined,
  limit: TextLimit,
): string | CelError {
  const [, precision, letter = ''] = match;
  const verb = Object.hasOwn(verbs, letter) ? verbs[letter] : undefined;
  if (verb === undefined)
    return new CelError(`unrecognized formatting clause ${JSON.stringify(letter)}`);
  if (value === undefined) return new CelError('more formatting clauses than values');
  if (Number(precision ?? 0) > greatestPrecision) return new CelError('precision is too large');
  const writing = { precision: precision === undefined ? 6 : Number(precision), limit };
  return verb(value, writing) ?? wrongType(letter, value);
}

function wrongType(letter: string, value: Value): CelError {
  return new CelError(`%${letter} cannot format ${runtimeType(value).name}`);
}

interface Writing {
  readonly precision: number;
  readonly limit: TextLimit;
}

type Verb = (value: Value, writing: Writing) => string | CelError | undefined;

const verbs: Readonly<Record<string, Verb>> = {
  s: (value, { limit }) => formatText(value, limit),
  d: (value) => decimal(value),
  f: (value, { precision }) => floating(value, (number) => fixed(number, precision)),
  e: (value, { precision }) => floating(value, (number) => scientific(number, precision)),
  b: (value) => (typeof value === 'boolean' ? String(Number(value)) : inBase(value, 2)),
  o: (value) => inBase(value, 8),
  x: (value) => hexadecimal(value),
  X: (value) => hexadecimal(value)?.toUpperCase(),
};

function integerOf(value: Value): bigint | undefined {
  if (isInt(value)) return BigInt(value);
  return value instanceof Uint ? value.value : undefined;
}

function decimal(value: Value): string | undefined {
  return isDouble(value) ? formatNumber(numberOf(value)) : integerOf(value)?.toString();
}

function inBase(value: Value, base: number): string | undefined {
  return integerOf(value)?.toString(base);
}

function hexadecimal(value: Value): string | undefined {
  if (typeof value === 'string' || value instanceof Uint8Array)
    return Buffer.from(value as string).toString('hex');
  return inBase(value, 16);
}

function floating(value: Value, write: (number: number) => string): string | undefined {
  const integer = integerOf(value);
  if (integer === undefined && !isDouble(value)) return undefined;
  const number = isDouble(value) ? numberOf(value) : Number(integer);
  return Number.isFinite(number) ? write(number) : String(number);
}

/** As Go: a number half-way between two goes to the even one, where JavaScript goes up. */
function fixed(value: number, precision: number): string {
  if (Math.abs(value) >= 1e21)
    return `${formatNumber(value)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`;
  return toEven(value.toFixed(precision), value.toFixed(Math.min(100, precision + 30)), precision);
}

function scientific(value: number, precision: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(precision).split('e');
  const [exact = '', power = ''] = value.toExponential(Math.min(100, precision + 30)).split('e');
  const digits = power === exponent ? toEven(mantissa, exact, precision) : mantissa;
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

/** Of a rounded text and one of more digits: the even neighbour, when the rest is exactly a half. */
function toEven(rounded: string, exact: string, precision: number): string {
  const cut = exact.slice(0, exact.indexOf('.') + (precision === 0 ? 0 : precision + 1));
  const rest = exact.slice(exact.indexOf('.') + precision + 1);
  return /^50*$/.test(rest) && /[02468]$/.test(cut) ? cut : rounded;
}
