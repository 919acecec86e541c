import type { Leaf, Node, NodeTable } from './node.ts';

/** What is known of a check without the event itself; `undefined` when nothing is. */
export type Known = (leaf: Leaf) => boolean | undefined;

/** The condition with what is known put in. Shared parts are folded once: pass the same `done` for all rules. */
export function fold(
  table: NodeTable,
  node: Node,
  known: Known,
  done: Map<number, Node> = new Map(),
): Node {
  if (node.kind === 'constant') return node;
  const before = done.get(node.id);
  if (before !== undefined) return before;
  const folded = foldOne(table, node, known, done);
  done.set(node.id, folded);
  return folded;
}

function foldOne(
  table: NodeTable,
  node: Exclude<Node, { kind: 'constant' }>,
  known: Known,
  done: Map<number, Node>,
): Node {
  if (node.kind === 'leaf') {
    const answer = known(node);
    if (answer === undefined) return node;
    return answer ? table.always : table.never;
  }
  if (node.kind === 'not') return table.not(fold(table, node.item, known, done));
  return table.branch(
    node.kind,
    node.items.map((item) => fold(table, item, known, done)),
  );
}
