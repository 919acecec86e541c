import type { Expression, RuleDefinition } from '../ast.ts';
import type { Node, NodeTable } from './node.ts';
import type { ReaderOf } from './operand.ts';
import { makeOutput, type Output } from './output.ts';

/** A rule made ready. */
export interface CompiledRule {
  readonly rule: RuleDefinition;
  /** The whole condition. With steps of a sequence in it, it holds only together with them. */
  readonly node: Node;
  readonly steps: readonly { readonly as: string; readonly node: Node }[];
  readonly unless: Node | undefined;
  readonly output: Output;
  hits: number;
}

/** Throws `input.malformed` and `limit.*` for what cannot be compiled. */
export function compileRule(
  rule: RuleDefinition,
  table: NodeTable,
  readerOf: ReaderOf,
): CompiledRule {
  const { sequence } = rule.extensions;
  return {
    rule,
    node: table.of(rule.condition),
    steps: (sequence?.after ?? []).map(({ as, condition }) => ({ as, node: table.of(condition) })),
    unless: optional(sequence?.unless, table),
    output: makeOutput(rule, readerOf),
    hits: 0,
  };
}

function optional(expression: Expression | undefined, table: NodeTable): Node | undefined {
  return expression === undefined ? undefined : table.of(expression);
}
