import type { Violation } from '#contract/check.ts';
import { contextPath } from '#pipeline/github/context-path.ts';
import { rangeOfExpression } from '#pipeline/github/expression.ts';
import { nodesOf } from '#pipeline/github/expression-node.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** `fromJSON(secrets.NAME)`: its members are not masked. */
export function* evaluate({ github }: PipelineSubject): Iterable<Violation> {
  for (const expression of github?.expressions ?? []) {
    const { tree, text } = expression;
    if (tree === undefined || !text.toLowerCase().includes('secrets')) continue;
    const parsed = [...nodesOf(tree)].some(
      (node) =>
        node.kind === 'call' &&
        node.name.toLowerCase() === 'fromjson' &&
        node.args.some((each) => contextPath(each)?.[0] === 'secrets'),
    );
    if (parsed)
      yield {
        message: `what "${text.trim()}" gives is not masked in logs`,
        range: rangeOfExpression(expression),
      };
  }
}
