import type { RuntimeProcess } from '#model/runtime-event.ts';
import type { Leaf, Node } from './node.ts';
import { matches, type Test } from './test.ts';
import type { AnyEvent, FieldReader, FieldValue } from './value.ts';

/**
 * The reference meaning of conditions (rule language, section 2): walks the tree. Generated code must agree with it, and it runs
 * where code may not be generated. `answers` holds what was found out for this event, by number of the node.
 */
export function evaluate(node: Node, event: AnyEvent, answers: Map<number, boolean>): boolean {
  if (node.kind === 'constant') return node.value;
  if (node.kind === 'leaf') return evaluateLeaf(node, event);
  const before = answers.get(node.id);
  if (before !== undefined) return before;
  const answer = evaluateBranch(node, event, answers);
  answers.set(node.id, answer);
  return answer;
}

/** A field without a value makes every check false. */
export function evaluateLeaf(leaf: Leaf, event: AnyEvent): boolean {
  if (leaf.compare !== undefined) return leaf.compare(event);
  const { reader, test } = leaf;
  if (test === undefined) return false;
  if (reader.ofProcess !== undefined && event.source === 'syscall')
    return anyAncestor(event.process.parent, reader.ofProcess, test);
  const value = reader.read(event);
  return value !== undefined && matchesValue(leaf, test, value);
}

/** Several values: one is enough, but for `!=` all must differ. Lists have tests of their own. */
export function matchesValue(leaf: Leaf, test: Test, value: FieldValue): boolean {
  if (typeof value !== 'object' || test.kind === 'members' || test.kind === 'exists')
    return matches(test, value);
  if (leaf.negative) return value.length > 0 && value.every((one) => matches(test, one));
  return value.some((one) => matches(test, one));
}

const deepest = 1024;

/** Whether any ancestor satisfies the test. Stops after 1,024, so that a loop cannot hold it. */
export function anyAncestor(
  first: RuntimeProcess | undefined,
  read: NonNullable<FieldReader['ofProcess']>,
  test: Test,
): boolean {
  let process = first;
  for (let depth = 0; process !== undefined && depth < deepest; depth += 1) {
    const value = read(process);
    if (value !== undefined && matches(test, value)) return true;
    process = process.parent;
  }
  return false;
}

function evaluateBranch(
  node: Exclude<Node, Leaf | { kind: 'constant' }>,
  event: AnyEvent,
  answers: Map<number, boolean>,
): boolean {
  if (node.kind === 'not') return !evaluate(node.item, event, answers);
  const decisive = node.kind === 'or';
  for (const item of node.items) if (evaluate(item, event, answers) === decisive) return decisive;
  return !decisive;
}
