import { type Library, globalOverload as over } from '../declare.ts';
import { BOOL, listOf, parameter } from '../type.ts';
import type { CelError, Value } from '../value.ts';
import { ValueSet } from './value-set.ts';

const LIST = listOf(parameter('T'));
type List = readonly Value[];

function contains(list: List, sublist: List): boolean | CelError {
  const set = new ValueSet(list);
  const all = sublist.every((item) => set.has(item));
  return set.overflow() ?? all;
}

function equivalent(a: List, b: List): boolean | CelError {
  const first = contains(a, b);
  return first === true ? contains(b, a) : first;
}

function intersects(a: List, b: List): boolean | CelError {
  const set = new ValueSet(b);
  const any = a.some((item) => set.has(item));
  return set.overflow() ?? any;
}

function productCost(factor: number) {
  return { cost: (a: List, b: List) => 1 + factor * a.length * b.length };
}

/** Lists as sets (cel-go `ext.Sets`). Numbers of different types are equal as with `==`. */
export const setsLibrary: Library = {
  name: 'cel.lib.ext.sets',
  bases: ['kubernetes', 'kyverno', 'caisson', 'standard'],
  since: 29,
  functions: [
    { name: 'sets.contains', overloads: [over([LIST, LIST], BOOL, contains, productCost(1))] },
    {
      name: 'sets.equivalent',
      overloads: [over([LIST, LIST], BOOL, equivalent, productCost(2))],
    },
    { name: 'sets.intersects', overloads: [over([LIST, LIST], BOOL, intersects, productCost(1))] },
  ],
};
