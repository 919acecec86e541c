import { contextPath } from './context-path.ts';
import type { BinaryNode, CallNode, ExpressionNode } from './expression-node.ts';

/** A value of the expression language. Objects and arrays come only out of `fromJSON`. */
export type Value = string | number | boolean | null | readonly Value[] | JsonObject;
interface JsonObject {
  readonly [name: string]: Value;
}

/** The value of a context by its path in lower case; `undefined` when it is not known. */
export type Lookup = (path: readonly string[]) => Value | undefined;

const maxText = 10_000;

/**
 * The value of an expression as far as it is known (GitHub documentation, Evaluate expressions in workflows and actions);
 * `undefined` when it depends on what is not. `a && b` is known when `a` is false, and so on.
 */
export function evaluate(node: ExpressionNode, lookup: Lookup = nothing): Value | undefined {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'group':
      return evaluate(node.inner, lookup);
    case 'not': {
      const value = evaluate(node.operand, lookup);
      return value === undefined ? undefined : !isTruthy(value);
    }
    case 'binary':
      return binary(node, lookup);
    case 'call':
      return call(node, lookup);
    default: {
      const path = contextPath(node);
      return path === undefined ? undefined : lookup(path);
    }
  }
}

/** What counts as true: all but `false`, `0`, `''`, `null` and NaN. */
export function isTruthy(value: Value): boolean {
  return !(value === false || value === 0 || value === '' || value === null || Number.isNaN(value));
}

function nothing(): undefined {
  return undefined;
}

function binary({ operator, left, right }: BinaryNode, lookup: Lookup): Value | undefined {
  const first = evaluate(left, lookup);
  if (operator === '&&') return and(first, () => evaluate(right, lookup));
  if (operator === '||') return or(first, () => evaluate(right, lookup));
  const second = evaluate(right, lookup);
  if (first === undefined || second === undefined) return undefined;
  return compared(operator, first, second);
}

function and(first: Value | undefined, second: () => Value | undefined): Value | undefined {
  if (first !== undefined) return isTruthy(first) ? second() : first;
  const other = second();
  return other !== undefined && !isTruthy(other) ? other : undefined;
}

function or(first: Value | undefined, second: () => Value | undefined): Value | undefined {
  if (first !== undefined) return isTruthy(first) ? first : second();
  const other = second();
  return other !== undefined && isTruthy(other) ? other : undefined;
}

function compared(operator: BinaryNode['operator'], a: Value, b: Value): boolean {
  const order = orderOf(a, b);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}

/** Texts are compared without regard to case, everything else as numbers; NaN is like nothing. */
function orderOf(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') {
    const [first, second] = [a.toUpperCase(), b.toUpperCase()];
    if (first === second) return 0;
    return first < second ? -1 : 1;
  }
  if (a === b) return 0;
  return numberOf(a) - numberOf(b);
}

function numberOf(value: Value): number {
  if (value === null) return 0;
  if (typeof value === 'string') return value.trim() === '' ? 0 : Number(value);
  return typeof value === 'object' ? Number.NaN : Number(value);
}

/** A value as text, as `format` and templates write it. */
export function textOfValue(value: Value): string {
  if (value === null) return '';
  if (Array.isArray(value)) return 'Array';
  return typeof value === 'object' ? 'Object' : String(value as string | number | boolean);
}

function call({ name, args }: CallNode, lookup: Lookup): Value | undefined {
  const lower = name.toLowerCase();
  if (lower === 'case') return chosen(args, lookup);
  const implementation = functions.get(lower);
  if (implementation === undefined) return undefined;
  const values = args.map((each) => evaluate(each, lookup));
  return values.includes(undefined)
    ? undefined
    : implementation(values.filter((each) => each !== undefined));
}

function chosen(args: readonly ExpressionNode[], lookup: Lookup): Value | undefined {
  for (let at = 0; at + 1 < args.length; at += 2) {
    const [condition, value] = [args[at], args[at + 1]];
    if (condition === undefined || value === undefined) return undefined;
    const holds = evaluate(condition, lookup);
    if (holds === undefined) return undefined;
    if (isTruthy(holds)) return evaluate(value, lookup);
  }
  const last = args.length % 2 === 1 ? args.at(-1) : undefined;
  return last === undefined ? undefined : evaluate(last, lookup);
}

const functions: ReadonlyMap<string, (args: readonly Value[]) => Value | undefined> = new Map([
  ['contains', contains],
  ['startswith', startsWith],
  ['endswith', endsWith],
  ['format', format],
  ['join', join],
  ['tojson', toJson],
  ['fromjson', fromJson],
]);

function contains([where, what]: readonly Value[]): Value | undefined {
  if (where === undefined || what === undefined) return undefined;
  if (Array.isArray(where)) return where.some((each: Value) => orderOf(each, what) === 0);
  return textOfValue(where).toLowerCase().includes(textOfValue(what).toLowerCase());
}

function startsWith([text = '', part = '']: readonly Value[]): Value {
  return textOfValue(text).toLowerCase().startsWith(textOfValue(part).toLowerCase());
}

function endsWith([text = '', part = '']: readonly Value[]): Value {
  return textOfValue(text).toLowerCase().endsWith(textOfValue(part).toLowerCase());
}

function format([template = '', ...values]: readonly Value[]): Value | undefined {
  let missing = false;
  const text = textOfValue(template).replace(
    /\{\{|\}\}|\{(\d{1,4})\}/g,
    (found, number?: string) => {
      if (number === undefined) return found.slice(0, 1);
      const value = values[Number(number)];
      missing ||= value === undefined;
      return value === undefined ? '' : textOfValue(value);
    },
  );
  return missing || text.length > maxText ? undefined : text;
}

function join([list = '', separator = ',']: readonly Value[]): Value | undefined {
  const texts = Array.isArray(list)
    ? list.map((each: Value) => textOfValue(each))
    : [textOfValue(list)];
  const text = texts.join(textOfValue(separator));
  return text.length > maxText ? undefined : text;
}

function toJson([value = null]: readonly Value[]): Value | undefined {
  const text = JSON.stringify(value, undefined, 2);
  return text.length > maxText ? undefined : text;
}

function fromJson([value = null]: readonly Value[]): Value | undefined {
  if (typeof value !== 'string' || value.length > maxText) return undefined;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return undefined;
  }
}
