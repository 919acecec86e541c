import { printCheck } from '../language/print-condition.ts';
import { evaluateLeaf } from './interpret.ts';
import type { Leaf, Node } from './node.ts';
import { printValue } from './print.ts';
import type { AnyEvent } from './value.ts';

/** One check of a condition and what it says of an event. */
export interface LeafFact {
  /** `proc.name in (bash, sh)` */
  readonly check: string;
  /** Value of the field as text; undefined when it has none. */
  readonly value: string | undefined;
  readonly holds: boolean;
  /** It stands under a `not`. */
  readonly negated: boolean;
}

const most = 2000;
const longest = 200;

/** Every check of `node` in order, each once. At most 2,000. */
export function explainNode(node: Node, event: AnyEvent): readonly LeafFact[] {
  const facts: LeafFact[] = [];
  const seen = new Set<string>();
  visit(node, false, (leaf, negated) => {
    const key = `${leaf.id} ${negated}`;
    if (seen.has(key) || facts.length >= most) return;
    seen.add(key);
    facts.push(factOf(leaf, event, negated));
  });
  return facts;
}

/** The checks that made a condition true: those that hold, and under `not` those that do not. Nearest to the rule first. */
export function decisiveFacts(node: Node, event: AnyEvent): readonly LeafFact[] {
  return explainNode(node, event).filter((fact) => fact.holds !== fact.negated);
}

function visit(
  node: Node,
  negated: boolean,
  tell: (leaf: Leaf, negated: boolean) => void,
  seen: Set<string> = new Set(),
): void {
  if (node.kind === 'constant') return;
  if (node.kind === 'leaf') {
    tell(node, negated);
    return;
  }
  const key = `${node.id} ${negated}`;
  if (seen.has(key)) return;
  seen.add(key);
  if (node.kind === 'not') visit(node.item, !negated, tell, seen);
  else for (const item of node.items) visit(item, negated, tell, seen);
}

function factOf(leaf: Leaf, event: AnyEvent, negated: boolean): LeafFact {
  const value = leaf.reader.read(event);
  return {
    check: cut(printCheck(leaf.check)),
    value: value === undefined ? undefined : cut(printValue(value, leaf.reader)),
    holds: evaluateLeaf(leaf, event),
    negated,
  };
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
