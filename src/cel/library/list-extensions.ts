import { ident, memberCall } from '../ast.ts';
import {
  type CallContext,
  type Library,
  type MacroDeclaration,
  memberOverload as member,
  globalOverload as over,
} from '../declare.ts';
import { compare } from '../equality.ts';
import { INT, listOf, optionalOf, parameter } from '../type.ts';
import { CelError, isList, kindOf, Optional, type Result, type Value } from '../value.ts';
import { comparableTypes } from './lists.ts';
import { ValueSet } from './value-set.ts';

type List = readonly Value[];
const T = parameter('T');
const LIST = listOf(T);

/** Every call that makes a list: one for the call, ten for the list. */
const made = 11;

function slice(list: List, start: number | bigint, end: number | bigint): Result {
  const text = `cannot slice(${start}, ${end})`;
  if (start < 0 || end < 0) return new CelError(`${text}, negative indexes not supported`);
  if (start > end)
    return new CelError(`${text}, start index must be less than or equal to end index`);
  if (end > list.length) return new CelError(`${text}, list is length ${list.length}`);
  return list.slice(Number(start), Number(end));
}

function flatten(list: List, depth: number | bigint, context: CallContext): Result {
  if (depth < 0) return new CelError('level must be non-negative');
  const result: Value[] = [];
  push(result, list, { depth: Number(depth), most: context.maxSize });
  return context.tooLarge(result.length) ?? result;
}

/**
 * As deep as values are nested, which the input's limits bound. A list that is many times in another one counts each time, so that
 * the work is bounded by the result alone: it stops with one element too many.
 */
function push(
  into: Value[],
  list: List,
  { depth, most }: { readonly depth: number; readonly most: number },
): void {
  for (const item of list) {
    if (into.length > most) return;
    if (depth > 0 && isList(item)) push(into, item, { depth: depth - 1, most });
    else into.push(item);
  }
}

function range(count: number | bigint, context: CallContext): Result {
  const size = Math.max(Number(count), 0);
  return context.tooLarge(size) ?? Array.from({ length: size }, (_, at) => at);
}

function distinct(list: List): Result {
  const seen = new ValueSet();
  const kept = list.filter((item) => seen.add(item));
  return seen.overflow() ?? kept;
}

function sortBy(list: List, keys: List): Result {
  if (list.length !== keys.length)
    return new CelError(
      `a list of ${list.length} elements cannot be sorted by ${keys.length} keys`,
    );
  const [first] = keys;
  if (first === undefined) return list;
  if (compare(first, first) instanceof CelError)
    return new CelError('list elements must be comparable');
  if (keys.some((key) => kindOf(key) !== kindOf(first)))
    return new CelError('list elements must have the same type');
  const order = keys.map((key, at) => ({ key, value: list[at] as Value }));
  return order.toSorted((a, b) => Number(compare(a.key, b.key)) || 0).map(({ value }) => value);
}

function selfCompareCost(list: List): number {
  const kind = list.length === 0 ? 'null' : kindOf(list[0] as Value);
  const factor = kind === 'string' || kind === 'bytes' ? 2.1 : 2;
  return Math.floor(list.length * list.length * factor) + made;
}

function lengthCost(result: Value): number {
  return (isList(result) ? result.length : 0) + made;
}

/** `list.sortBy(x, key)`: the list is computed once, its keys by `map`. */
const sortByMacro: MacroDeclaration = {
  name: 'sortBy',
  member: true,
  argumentCount: 2,
  expand({ target, args, at }, context) {
    const [variable, key] = args;
    if (target === undefined || variable === undefined || key === undefined) return undefined;
    if (variable.type !== 'ident') return context.fail(variable, 'argument must be a simple name');
    if (!['list', 'select', 'ident', 'comprehension', 'call', 'bind'].includes(target.type))
      return context.fail(target, 'sortBy is for lists');
    const held = context.fresh('sorted');
    const keys = {
      type: 'comprehension',
      kind: 'map',
      at,
      range: ident(held, at),
      variable: variable.name,
      body: key,
    } as const;
    const body = memberCall('@sortByAssociatedKeys', ident(held, at), [keys], at);
    return { type: 'bind', at, name: held, value: target, body };
  },
};

/** Work on lists (cel-go `ext.Lists` version 3; `first` and `last` are of its optional library, version 2). */
export const listExtensions: Library = {
  name: 'cel.lib.ext.lists',
  bases: ['kubernetes', 'kyverno', 'caisson', 'standard'],
  since: 34,
  macros: [sortByMacro],
  functions: [
    {
      name: 'slice',
      overloads: [
        member([LIST, INT, INT], LIST, slice, {
          cost: (_list, _a, _b, result) => lengthCost(result),
        }),
      ],
    },
    {
      name: 'flatten',
      overloads: [
        member([listOf(LIST)], LIST, (list, context) => flatten(list, 1, context), {
          cost: (list) => list.length + made,
        }),
        member([listOf(), INT], listOf(), flatten, {
          cost: (list, depth) => list.length * Number(depth) + made,
        }),
      ],
    },
    {
      name: 'lists.range',
      overloads: [
        over([INT], listOf(INT), range, { cost: (_count, result) => lengthCost(result) }),
      ],
    },
    {
      name: 'reverse',
      overloads: [
        member([LIST], LIST, (list) => list.toReversed(), {
          cost: (_list, result) => lengthCost(result),
        }),
      ],
    },
    {
      name: 'distinct',
      overloads: [member([LIST], LIST, distinct, { cost: (list) => selfCompareCost(list) })],
    },
    {
      name: 'sort',
      overloads: comparableTypes.map((type) =>
        member([listOf(type)], listOf(type), (list) => sortBy(list, list), {
          cost: (list) => selfCompareCost(list),
        }),
      ),
    },
    {
      name: '@sortByAssociatedKeys',
      overloads: comparableTypes.map((type) =>
        member([LIST, listOf(type)], LIST, sortBy, {
          cost: (_list, keys) => selfCompareCost(keys),
        }),
      ),
    },
    {
      name: 'first',
      overloads: [member([LIST], optionalOf(T), (list) => new Optional(list[0]))],
    },
    {
      name: 'last',
      overloads: [member([LIST], optionalOf(T), (list) => new Optional(list.at(-1)))],
    },
  ],
};
