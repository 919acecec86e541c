import type { Estimates } from './cost.ts';
import type { Program } from './generate.ts';
import type { Node } from './node.ts';

/** Programs that are asked only when `guard` holds, which each of them needs; without guard they are always asked. */
export interface Group {
  readonly guard: Node | undefined;
  readonly programs: readonly Program[];
  readonly groups: readonly Group[];
}

const deepest = 4;

/** Groups programs by what they have in common, so that one check decides for many. */
export function groupPrograms(
  programs: readonly Program[],
  estimates: Estimates,
  held: ReadonlySet<number> = new Set(),
  depth = 0,
): Omit<Group, 'guard'> {
  const groups: Group[] = [];
  let rest = programs;
  while (depth < deepest && rest.length > 1) {
    const guard = bestGuard(rest, estimates, held);
    if (guard === undefined) break;
    const [inside, outside] = split(rest, (program) => needs(program.node).has(guard.id));
    const nowHeld = new Set([...held, ...needs(guard).keys()]);
    groups.push({ guard, ...groupPrograms(inside, estimates, nowHeld, depth + 1) });
    rest = outside;
  }
  return { programs: rest, groups };
}

/** What must hold for `node` to hold: itself and, through `and`, its parts. */
export function needs(node: Node): ReadonlyMap<number, Node> {
  const found = new Map<number, Node>();
  const open: Node[] = [node];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (found.has(each.id)) continue;
    found.set(each.id, each);
    if (each.kind === 'and') open.push(...each.items);
  }
  return found;
}

/** The condition that spares the most: common to many programs, seldom true, cheap. */
function bestGuard(
  programs: readonly Program[],
  estimates: Estimates,
  held: ReadonlySet<number>,
): Node | undefined {
  const counts = new Map<number, { readonly node: Node; count: number }>();
  for (const { node } of programs)
    for (const [id, part] of needs(node)) {
      if (held.has(id) || part.kind === 'constant') continue;
      const before = counts.get(id);
      if (before === undefined) counts.set(id, { node: part, count: 1 });
      else before.count += 1;
    }
  let best: Node | undefined;
  let most = 0;
  for (const { node, count } of counts.values()) {
    const { cost, chance } = estimates.of(node);
    const spared = (count - 1) * (1 - chance) * 10 - cost * 0.2;
    if (count > 1 && spared > most) [best, most] = [node, spared];
  }
  return best;
}

function split<Item>(
  items: readonly Item[],
  test: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
