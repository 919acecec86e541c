import { unreachable } from '#kit/never.ts';
import { type CharSet, overlaps, type PatternNode, union } from './node.ts';

/** Length of what an expression matches, in characters; `max` is `Infinity` where it has no bound. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** How long a match is at least and at most. Look-around counts for nothing. */
export function extentOf(node: PatternNode): Extent {
  switch (node.type) {
    case 'char':
      return { min: 1, max: 1 };
    case 'sequence':
      return node.parts.map(extentOf).reduce(add, { min: 0, max: 0 });
    case 'choice':
      return node.options
        .map(extentOf)
        .reduce((a, b) => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }));
    case 'repeat':
      return times(extentOf(node.body), node.min, node.max);
    case 'group':
      return extentOf(node.body);
    case 'boundary':
    case 'look':
      return { min: 0, max: 0 };
    default:
      return unreachable(node);
  }
}

/** How far look-around reads beyond the match, at most. */
export function lookReach(node: PatternNode): number {
  switch (node.type) {
    case 'char':
    case 'boundary':
      return 1;
    case 'sequence':
      return Math.max(1, ...node.parts.map(lookReach));
    case 'choice':
      return Math.max(1, ...node.options.map(lookReach));
    case 'repeat':
    case 'group':
      return lookReach(node.body);
    case 'look':
      return extentOf(node.body).max + lookReach(node.body);
    default:
      return unreachable(node);
  }
}

/** The characters with which a match may begin, and whether it may be empty. */
export function firstOf(node: PatternNode): { readonly set: CharSet; readonly empty: boolean } {
  switch (node.type) {
    case 'char':
      return { set: node.set, empty: false };
    case 'sequence':
      return firstOfAll(node.parts);
    case 'choice':
      return node.options
        .map(firstOf)
        .reduce((a, b) => ({ set: union(a.set, b.set), empty: a.empty || b.empty }));
    case 'repeat': {
      const body = firstOf(node.body);
      return { set: body.set, empty: body.empty || node.min === 0 };
    }
    case 'group':
      return firstOf(node.body);
    case 'boundary':
    case 'look':
      return { set: new Uint8Array(256), empty: true };
    default:
      return unreachable(node);
  }
}

/** What a sequence may begin with. */
function firstOfAll(parts: readonly PatternNode[]): { set: CharSet; empty: boolean } {
  let set: CharSet = new Uint8Array(256);
  for (const part of parts) {
    const first = firstOf(part);
    set = union(set, first.set);
    if (!first.empty) return { set, empty: false };
  }
  return { set, empty: true };
}

/**
 * The steps that a backtracking engine may take at one place before it gives up: an upper bound, `Infinity` for repetition
 * without one. `after` is what follows; lengths that it cannot follow cost one step each, not one try of the rest each.
 */
export function costOf(node: PatternNode, after: readonly PatternNode[] = [], rest = 1): number {
  switch (node.type) {
    case 'char':
    case 'boundary':
      return 1 + rest;
    case 'look':
      return costOf(node.body) + rest;
    case 'group':
      return costOf(node.body, after, rest);
    case 'choice':
      return costOfChoice(node.options, after, rest);
    case 'sequence':
      return node.parts.reduceRight(
        (sum, part, at) => costOf(part, [...node.parts.slice(at + 1), ...after], sum),
        rest,
      );
    case 'repeat':
      return costOfRepeat(node, after, rest);
    default:
      return unreachable(node);
  }
}

function costOfChoice(
  options: readonly PatternNode[],
  after: readonly PatternNode[],
  rest: number,
): number {
  const exclusive = options.every((option, at) =>
    options.slice(at + 1).every((other) => !overlaps(firstOf(option).set, firstOf(other).set)),
  );
  const costs = options.map((option) => costOf(option, after, rest));
  if (exclusive) return options.length + Math.max(...costs);
  // Options of fixed text differ at some character: only one of them reaches what follows.
  const literal = options.every((option) => extentOf(option).max < 64 && isFixed(option));
  const alone = options.map((option) => costOf(option, [], 0)).reduce((a, b) => a + b, 0);
  return literal ? alone + 2 * rest : costs.reduce((a, b) => a + b, 0);
}

/** Whether it takes one length only: no repetition with room, no choice of lengths. */
function isFixed(node: PatternNode): boolean {
  if (node.type === 'choice') return node.options.every(isFixed);
  if (node.type === 'sequence') return node.parts.every(isFixed);
  if (node.type === 'repeat')
    return (node.min === node.max || node.max === 1) && isFixed(node.body);
  return node.type !== 'group' || isFixed(node.body);
}

function costOfRepeat(
  node: PatternNode & { readonly type: 'repeat' },
  after: readonly PatternNode[],
  rest: number,
): number {
  if (node.max === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const room = node.max - node.min;
  const first = firstOf(node.body).set;
  const next = firstOfAll(after);
  const ambiguous = next.empty ? 1 : overlaps(first, next.set) ? room + 1 : 1;
  const simple = extentOf(node.body);
  if (simple.min === simple.max && isFixed(node.body))
    return node.max * costOf(node.body, [], 0) + ambiguous * rest;
  // Turns of different lengths: every turn may end at several places.
  const turn = costOf(node.body, [node.body, ...after], 0);
  return turn ** Math.min(node.max, 8) + (room + 1) * rest;
}

function add(a: Extent, b: Extent): Extent {
  return { min: a.min + b.min, max: a.max + b.max };
}

function times(extent: Extent, min: number, max: number): Extent {
  return { min: extent.min * min, max: max === 0 || extent.max === 0 ? 0 : extent.max * max };
}
