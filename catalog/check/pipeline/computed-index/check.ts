import type { Violation } from '#contract/check.ts';
import { rangeOfNode } from '#pipeline/github/expression.ts';
import { nodesOf, ungrouped } from '#pipeline/github/expression-node.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Indexes that are expressions. */
export function* evaluate({ github }: PipelineSubject): Iterable<Violation> {
  for (const expression of github?.expressions ?? [])
    for (const node of expression.tree === undefined ? [] : nodesOf(expression.tree))
      if (node.kind === 'index' && ungrouped(node.index).kind !== 'literal')
        yield { range: rangeOfNode(expression, node) };
}
