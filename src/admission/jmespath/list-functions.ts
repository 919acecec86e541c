import type { Json } from '#model/json-value.ts';
import { objectOf } from '../patch.ts';
import type { Arguments, Functions } from './arguments.ts';
import { type Execution, isArray, isMap, type Value } from './value.ts';

/** Functions of JMESPath itself about lists, maps and numbers. */
export const listFunctions: Functions = [
  ['length', { count: 1, run: lengthOf }],
  ['abs', { count: 1, run: (args) => Math.abs(args.number(0)) }],
  ['ceil', { count: 1, run: (args) => Math.ceil(args.number(0)) }],
  ['floor', { count: 1, run: (args) => Math.floor(args.number(0)) }],
  ['avg', { count: 1, run: average }],
  ['contains', { count: 2, run: contains }],
  ['max', { count: 1, run: (args, execution) => extreme(args, execution, 1) }],
  ['min', { count: 1, run: (args, execution) => extreme(args, execution, -1) }],
  ['merge', { run: merge }],
  ['type', { count: 1, run: (args) => typeName(args.any(0)) }],
  ['keys', { count: 1, run: keys }],
  ['values', { count: 1, run: (args) => Object.values(args.map(0)) }],
  ['sort', { count: 1, run: sort }],
  ['join', { count: 2, run: join }],
  ['reverse', { count: 1, run: reverse }],
  ['to_array', { count: 1, run: toArray }],
  ['not_null', { run: (args) => args.all().find((one) => one !== null) ?? null }],
];

function lengthOf(args: Arguments): Value {
  const value = args.any(0);
  if (typeof value === 'string') return codePoints(value);
  return isMap(value) ? Object.keys(value).length : args.list(0).length;
}

function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count += 1;
  return count;
}

function average(args: Arguments): Value {
  const all = args.numbers(0);
  if (all.length === 0) throw args.failure('the list is empty');
  return all.reduce((sum, one) => sum + one, 0) / all.length;
}

function contains(args: Arguments, { budget }: Execution): Value {
  const within = args.any(0);
  const wanted = args.any(1);
  if (typeof within === 'string') {
    budget.spend(1 + within.length / 100);
    return typeof wanted === 'string' && within.includes(wanted);
  }
  const list = args.list(0);
  budget.spend(list.length);
  return list.some((item) => item === wanted);
}

function orderables(args: Arguments, { budget }: Execution): readonly (number | string)[] {
  const list = args.list(0);
  budget.spend(list.length);
  return list.every((one) => typeof one === 'number') ? args.numbers(0) : args.texts(0);
}

function extreme(args: Arguments, execution: Execution, sign: number): Value {
  let best: number | string | undefined;
  for (const one of orderables(args, execution))
    if (best === undefined || compare(one, best) * sign > 0) best = one;
  return best ?? null;
}

/** By numbers or by the bytes of texts. */
export function compare(a: number | string, b: number | string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function merge(args: Arguments, { budget }: Execution): Value {
  const merged = new Map<string, Json>();
  for (let at = 0; at < args.count; at += 1)
    for (const [key, value] of Object.entries(args.map(at))) {
      budget.spend();
      merged.set(key, value);
    }
  return objectOf(merged);
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  return typeof value;
}

function keys(args: Arguments, { budget }: Execution): Value {
  const found = Object.keys(args.map(0));
  budget.spend(found.length);
  return found;
}

function sort(args: Arguments, execution: Execution): Value {
  return orderables(args, execution).toSorted(compare);
}

function join(args: Arguments, { budget }: Execution): Value {
  const separator = args.text(0);
  const parts = args.texts(1);
  budget.make(parts.reduce((sum, one) => sum + one.length + separator.length, 0));
  return parts.join(separator);
}

function reverse(args: Arguments, { budget }: Execution): Value {
  const value = args.any(0);
  if (typeof value !== 'string') {
    budget.spend(args.list(0).length);
    return args.list(0).toReversed();
  }
  budget.make(value.length);
  return Array.from(value).reverse().join('');
}

function toArray(args: Arguments): Value {
  const value = args.any(0);
  return isArray(value) ? value : [value];
}
