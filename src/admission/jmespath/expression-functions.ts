import type { Json } from '#model/json-value.ts';
import type { Arguments, Functions } from './arguments.ts';
import { compare } from './list-functions.ts';
import { type Execution, plain, present, type Reference, type Value } from './value.ts';

/** Functions of JMESPath that are given an expression. */
export const expressionFunctions: Functions = [
  ['map', { count: 2, run: mapped }],
  ['sort_by', { count: 2, run: sorted }],
  ['max_by', { count: 2, run: (args, execution) => extreme(args, execution, 1) }],
  ['min_by', { count: 2, run: (args, execution) => extreme(args, execution, -1) }],
];

function valueOf({ program }: Reference, item: Json, execution: Execution): Json {
  return plain(present(program.run(item, execution)));
}

function mapped(args: Arguments, execution: Execution): Value {
  const expression = args.expression(0);
  return args.list(1).map((item) => valueOf(expression, item, execution));
}

interface Keyed {
  readonly item: Json;
  readonly key: number | string;
}

function keyed(args: Arguments, execution: Execution): readonly Keyed[] {
  const expression = args.expression(1);
  const all = args.list(0).map((item) => ({ item, key: valueOf(expression, item, execution) }));
  const kind = typeof all[0]?.key;
  return all.flatMap(({ item, key }) => {
    if ((typeof key === 'number' || typeof key === 'string') && typeof key === kind)
      return [{ item, key }];
    throw args.failure('the expression must give numbers or strings');
  });
}

/** A list of one is not looked at. */
function sorted(args: Arguments, execution: Execution): Value {
  if (args.list(0).length < 2) return args.list(0);
  return keyed(args, execution)
    .toSorted((a, b) => compare(a.key, b.key))
    .map(({ item }) => item);
}

function extreme(args: Arguments, execution: Execution, sign: number): Value {
  const list = args.list(0);
  if (list.length < 2) return list[0] ?? null;
  let best: Keyed | undefined;
  for (const one of keyed(args, execution))
    if (best === undefined || compare(one.key, best.key) * sign > 0) best = one;
  return best?.item ?? null;
}
