import type { Leaf } from './node.ts';
import type { Test } from './test.ts';
import type { Scalar } from './value.ts';

/** JavaScript that gives a value. */
export type Expression = string;

/** How the parts of a check are written. */
export interface LeafParts {
  /** Reads the field of event `e`. */
  readonly value: Expression;
  /** Whether that is never a list. */
  readonly isScalar: boolean;
  readonly constant: (value: unknown) => string;
  /** Name of a function that tests any value. */
  readonly slow: () => string;
}

/** A check as an expression over `e`; `v` may be used for the value. */
export function leafCode(leaf: Leaf, test: Test, parts: LeafParts): Expression {
  if (test.kind === 'exists') return `(${parts.value}!==undefined)`;
  const [only] = parts.isScalar && !times.has(leaf.reader.type) ? onlyValue(test) : [];
  if (only !== undefined) return `(${parts.value}===${parts.constant(only)})`;
  return `((v=${parts.value})!==undefined&&${valueCode(leaf, test, parts)})`;
}

/** A test of `v`, which has a value. */
function valueCode(leaf: Leaf, test: Test, parts: LeafParts): Expression {
  if (test.kind === 'other' && parts.isScalar) return `${parts.constant(test.matches)}(v)`;
  const quick = quickTest(leaf, test, parts.constant);
  if (quick === undefined) return `${parts.slow()}(v)`;
  return parts.isScalar ? quick : `(typeof v==='object'?${parts.slow()}(v):${quick})`;
}

function onlyValue(test: Test): readonly Scalar[] {
  return test.kind === 'equal' && !test.negated && test.values.size === 1 ? [...test.values] : [];
}

/** Their values may be `bigint` and have several forms: they go the long way. */
const times: ReadonlySet<string> = new Set(['time', 'reltime']);

/** What `v`, which is neither a list nor undefined, must satisfy. */
function quickTest(
  { reader }: Leaf,
  test: Test,
  constant: LeafParts['constant'],
): Expression | undefined {
  if (test.kind === 'equal')
    return times.has(reader.type) ? undefined : equality([...test.values], test.negated, constant);
  if (test.kind === 'order') return order(test.operator, test.value, constant);
  return test.kind === 'text' ? text(test.operator, test.value, constant) : undefined;
}

function equality(
  values: readonly Scalar[],
  negated: boolean,
  constant: LeafParts['constant'],
): Expression {
  if (values.length > 3) return `${negated ? '!' : ''}${membership(values, constant)}`;
  const compared = values.map((value) => `v${negated ? '!==' : '==='}${constant(value)}`);
  if (compared.length === 0) return String(negated);
  return `(${compared.join(negated ? '&&' : '||')})`;
}

/**
 * A table of 256 by length, first and last byte turns most values away before a hash of the whole is computed, which is what a look-up
 * in a set costs for a name that was just read.
 */
function membership(values: readonly Scalar[], constant: LeafParts['constant']): Expression {
  const set = constant(new Set(values));
  if (!values.every((value) => typeof value === 'string')) return `${set}.has(v)`;
  const table = new Uint8Array(256);
  for (const value of values) table[slotOf(value)] = 1;
  const slot = '(v.length*7+v.charCodeAt(0)*3+v.charCodeAt(v.length-1))&255';
  return `(typeof v==='string'&&${constant(table)}[${slot}]===1&&${set}.has(v))`;
}

function slotOf(value: string): number {
  return (value.length * 7 + value.charCodeAt(0) * 3 + value.charCodeAt(value.length - 1)) & 255;
}

function order(operator: string, value: Scalar, constant: LeafParts['constant']): Expression {
  const isText = typeof value === 'string';
  return `(typeof v${isText ? '===' : '!=='}'string'&&v${operator}${constant(value)})`;
}

/** One byte is compared first: the last of a prefix, the first of a suffix. Most values fail there. */
function text(
  operator: string,
  value: string,
  constant: LeafParts['constant'],
): Expression | undefined {
  const length = value.length;
  if (operator === 'contains') return `(typeof v==='string'&&v.includes(${constant(value)}))`;
  if (operator === 'startswith') {
    const quick =
      length === 0 ? '' : `v.charCodeAt(${length - 1})===${value.charCodeAt(length - 1)}&&`;
    return `(typeof v==='string'&&${quick}v.startsWith(${constant(value)}))`;
  }
  if (operator !== 'endswith') return undefined;
  const quick = length === 0 ? '' : `v.charCodeAt(v.length-${length})===${value.charCodeAt(0)}&&`;
  return `(typeof v==='string'&&${quick}v.endsWith(${constant(value)}))`;
}
