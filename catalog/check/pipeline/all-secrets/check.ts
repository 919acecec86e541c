import type { Violation } from '#contract/check.ts';
import { rangeOfExpression } from '#pipeline/github/expression.ts';
import { childrenOf, type ExpressionNode, ungrouped } from '#pipeline/github/expression-node.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** `toJSON(secrets)` and `secrets[…]`: the runner gets them all. */
export function* evaluate({ github }: PipelineSubject): Iterable<Violation> {
  for (const expression of github?.expressions ?? []) {
    const { tree, text } = expression;
    if (tree === undefined || !text.toLowerCase().includes('secrets') || !readsAll(tree)) continue;
    yield {
      message: `"${text.trim()}" hands over every secret`,
      range: rangeOfExpression(expression),
    };
  }
}

function readsAll(node: ExpressionNode): boolean {
  if (node.kind === 'call' && node.name.toLowerCase() === 'tojson' && node.args.some(isSecrets))
    return true;
  if (node.kind === 'star' && isSecrets(node.object)) return true;
  if (node.kind === 'index' && isSecrets(node.object) && ungrouped(node.index).kind !== 'literal')
    return true;
  return childrenOf(node).some(readsAll);
}

function isSecrets(node: ExpressionNode): boolean {
  const inner = ungrouped(node);
  return inner.kind === 'name' && inner.name.toLowerCase() === 'secrets';
}
