import type { Leaf, Node } from './node.ts';
import { plainField } from './specialise.ts';
import type { Test } from './test.ts';

/**
 * Prefixes of which every path has one for which a condition holds; `undefined` when it may hold for any path. Each part of an `and` is
 * necessary: the one with the fewest prefixes counts.
 */
export function pathPrefixes(node: Node, known: Known = new Map()): readonly string[] | undefined {
  if (known.has(node.id)) return known.get(node.id);
  const found = prefixesOf(node, known);
  known.set(node.id, found);
  return found;
}
type Known = Map<number, readonly string[] | undefined>;

function prefixesOf(node: Node, known: Known): readonly string[] | undefined {
  switch (node.kind) {
    case 'constant':
      return node.value ? undefined : [];
    case 'not':
      return undefined;
    case 'leaf':
      return leafPrefixes(node);
    case 'or':
      return union(node.items, known);
    default:
      return fewest(node.items, known);
  }
}

function union(items: readonly Node[], known: Known): readonly string[] | undefined {
  const all = items.map((item) => pathPrefixes(item, known));
  return all.includes(undefined)
    ? undefined
    : [...new Set(all.flatMap((prefixes) => prefixes ?? []))];
}

function fewest(items: readonly Node[], known: Known): readonly string[] | undefined {
  let best: readonly string[] | undefined;
  for (const item of items) {
    const own = pathPrefixes(item, known);
    if (own === undefined || own.some((prefix) => prefix.length <= 1)) continue;
    if (best === undefined || own.length < best.length) best = own;
  }
  return best;
}

function leafPrefixes(leaf: Leaf): readonly string[] | undefined {
  const field = plainField(leaf);
  if (leaf.test === undefined) return undefined;
  if (field === 'fd.name') return testPrefixes(leaf.test);
  if (field !== 'fd.directory') return undefined;
  // Of a file within it, or of the directory itself.
  return testPrefixes(leaf.test);
}

function testPrefixes(test: Test): readonly string[] | undefined {
  if (test.kind === 'equal' && !test.negated) return [...test.values].map(String);
  if (test.kind === 'text' && test.operator === 'startswith') return [test.value];
  if (test.kind === 'other') return test.prefixes;
  if (test.kind !== 'count') return undefined;
  const all = test.items.map(testPrefixes);
  return all.includes(undefined) ? undefined : all.flatMap((prefixes) => prefixes ?? []);
}
