import type { Policy } from './policy.ts';

/** Policies of one tier: what they leave undecided or pass on is asked of the next stage. */
export interface Stage<Item> {
  readonly tier: Policy['tier'];
  readonly items: readonly Item[];
  readonly segments: readonly Segment<Item>[];
}

/** Policies whose rules are asked one after the other, or whose rules add up. */
export interface Segment<Item> {
  readonly isOrdered: boolean;
  readonly items: readonly Item[];
}

/** Groups policies that are sorted as `comparePolicies` does. */
export function stagesOf<Item>(
  items: readonly Item[],
  policyOf: (item: Item) => Policy,
): readonly Stage<Item>[] {
  return runsOf(items, (item) => policyOf(item).stage).map((stage) => ({
    tier: stage[0] === undefined ? 'namespace' : policyOf(stage[0]).tier,
    items: stage,
    segments: runsOf(stage, (item) => policyOf(item).isOrdered).map((segment) => ({
      isOrdered: segment[0] !== undefined && policyOf(segment[0]).isOrdered,
      items: segment,
    })),
  }));
}

/** Neighbours of which the same is said. */
function runsOf<Item>(
  items: readonly Item[],
  saidOf: (item: Item) => unknown,
): readonly (readonly Item[])[] {
  const runs: Item[][] = [];
  let last: unknown;
  for (const item of items) {
    const said = saidOf(item);
    const run = runs.at(-1);
    if (run !== undefined && said === last) run.push(item);
    else runs.push([item]);
    last = said;
  }
  return runs;
}

/** The order in which policies are asked. */
export function comparePolicies(a: Policy, b: Policy): number {
  return (
    compare(a.stage, b.stage) ||
    compare(a.priority, b.priority) ||
    compare(Number(b.isOrdered), Number(a.isOrdered)) ||
    compare(a.object.name, b.object.name)
  );
}

/** Not by difference: orders may be infinite. */
function compare<Value extends number | string>(a: Value, b: Value): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
