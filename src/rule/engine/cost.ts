import type { Leaf, Node } from './node.ts';
import type { Test } from './test.ts';

/** What evaluating a condition costs (about nanoseconds), and how likely it holds. Guesses, but good enough to sort by. */
export interface Estimate {
  readonly cost: number;
  readonly chance: number;
}

/** Estimates are made once for each node. `uses` says how often a node occurs: shared ones cost less each time. */
export class Estimates {
  private readonly known = new Map<number, Estimate>();
  private readonly uses: ReadonlyMap<number, number>;

  constructor(uses: ReadonlyMap<number, number>) {
    this.uses = uses;
  }

  of(node: Node): Estimate {
    if (node.kind === 'constant') return { cost: 0, chance: node.value ? 1 : 0 };
    const before = this.known.get(node.id);
    if (before !== undefined) return before;
    const { cost, chance } = this.compute(node);
    const uses = this.uses.get(node.id) ?? 1;
    const made = { cost: Math.min(cost, cost / uses + 3), chance };
    this.known.set(node.id, made);
    return made;
  }

  /** Parts in the order in which they are decided with the least work. Conditions have no effects: any order means the same. */
  ordered(kind: 'and' | 'or', items: readonly Node[]): readonly Node[] {
    return items
      .map((item) => ({ item, weight: this.weight(kind, item) }))
      .sort((a, b) => a.weight - b.weight)
      .map(({ item }) => item);
  }

  private weight(kind: 'and' | 'or', item: Node): number {
    const { cost, chance } = this.of(item);
    return cost / Math.max(kind === 'and' ? 1 - chance : chance, 0.001);
  }

  private compute(node: Exclude<Node, { kind: 'constant' }>): Estimate {
    if (node.kind === 'leaf') return leafEstimate(node);
    if (node.kind === 'not') {
      const { cost, chance } = this.of(node.item);
      return { cost, chance: 1 - chance };
    }
    return this.branch(node.kind, node.items);
  }

  private branch(kind: 'and' | 'or', items: readonly Node[]): Estimate {
    let cost = 0;
    let open = 1;
    for (const item of this.ordered(kind, items)) {
      const estimate = this.of(item);
      cost += estimate.cost * open;
      open *= kind === 'and' ? estimate.chance : 1 - estimate.chance;
    }
    return { cost, chance: kind === 'and' ? open : 1 - open };
  }
}

function leafEstimate(leaf: Leaf): Estimate {
  const { reader, test } = leaf;
  const readCost = reader.inline === undefined ? 8 : 2;
  if (test === undefined) return { cost: readCost * 2 + 20, chance: 0.3 };
  const { cost, chance } = testEstimate(test);
  if (reader.ofProcess !== undefined)
    return { cost: 10 * (cost + 3), chance: Math.min(chance * 3, 0.9) };
  return { cost: readCost + cost, chance };
}

function testEstimate(test: Test): Estimate {
  switch (test.kind) {
    case 'exists':
      return { cost: 0, chance: 0.9 };
    case 'equal':
      return equalEstimate(test.values.size, test.negated, typeof [...test.values][0]);
    case 'order':
      return { cost: 1, chance: 0.6 };
    case 'text':
      return test.operator === 'startswith' || test.operator === 'endswith'
        ? { cost: 2, chance: 0.05 }
        : { cost: 30, chance: 0.05 };
    case 'other':
      return { cost: 60, chance: 0.1 };
    default:
      return { cost: 80, chance: 0.2 };
  }
}

/** A bool is as often true as false. */
function equalEstimate(size: number, negated: boolean, kind: string): Estimate {
  const chance = kind === 'boolean' ? 0.5 : Math.min(0.05 + size * 0.005, 0.4);
  return { cost: size <= 3 ? size * 2 : 15, chance: negated ? 1 - chance : chance };
}
