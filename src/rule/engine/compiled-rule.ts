import type { RuleDefinition } from '../ast.ts';
import { type KeyOf, keyOf } from './event-key.ts';
import { evaluate } from './interpret.ts';
import type { Node, NodeTable } from './node.ts';
import type { ReaderOf } from './operand.ts';
import { makeOutput, type Output } from './output.ts';
import { makeThreshold, type RuleThreshold } from './rule-threshold.ts';
import { type Holds, SequenceState } from './sequence.ts';
import { withoutSteps } from './step-reader.ts';
import type { Environment } from './value.ts';

/** A rule made ready. */
export interface CompiledRule {
  readonly rule: RuleDefinition;
  /** The whole condition. With steps of a sequence in it, it holds only together with them. */
  readonly node: Node;
  /** What is asked of every event: the condition without what compares with earlier steps. */
  readonly gate: Node;
  readonly output: Output;
  readonly sequence: RuleSequence | undefined;
  readonly threshold: RuleThreshold | undefined;
  hits: number;
}

interface RuleSequence {
  readonly keyOf: KeyOf;
  /** What is asked of every event for each step, in their order. */
  readonly gates: readonly Node[];
  readonly unless: Node | undefined;
  state: SequenceState;
}

/** What rules of one source have in common. */
export interface CompileParts {
  readonly table: NodeTable;
  readonly readerOf: ReaderOf;
  readonly environment: Environment;
}

/** Throws `input.malformed` and `limit.*` for what cannot be compiled. */
export function compileRule(rule: RuleDefinition, parts: CompileParts): CompiledRule {
  const { table, readerOf } = parts;
  const node = table.of(rule.condition);
  const steps = new Set(rule.extensions.sequence?.after.map(({ as }) => as) ?? []);
  return {
    rule,
    node,
    gate: withoutSteps(table, node, steps),
    output: makeOutput(rule, readerOf),
    sequence: compileSequence(rule, node, steps, parts),
    threshold: makeThreshold(rule.extensions.threshold, readerOf),
    hits: 0,
  };
}

function compileSequence(
  { extensions }: RuleDefinition,
  last: Node,
  names: ReadonlySet<string>,
  { table, readerOf, environment }: CompileParts,
): RuleSequence | undefined {
  const { sequence } = extensions;
  if (sequence === undefined) return undefined;
  const nodes = sequence.after.map(({ condition }) => table.of(condition));
  const conditions = [...nodes, last].map((node) => holdsWith(node, environment));
  return {
    keyOf: keyOf(sequence.by, readerOf),
    gates: nodes.map((node) => withoutSteps(table, node, names)),
    unless: sequence.unless === undefined ? undefined : table.of(sequence.unless),
    state: new SequenceState({ names: [...names], withinMs: sequence.withinMs, conditions }),
  };
}

function holdsWith(node: Node, environment: Environment): Holds {
  return (event, steps) => {
    environment.steps = steps;
    try {
      return evaluate(node, event, new Map());
    } finally {
      environment.steps = undefined;
    }
  };
}
