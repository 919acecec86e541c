import type { Violation } from '#contract/check.ts';
import { neverChosen } from '#pipeline/check/ternary.ts';
import { rangeOfNode } from '#pipeline/github/expression.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { editIn } from '#pipeline/scalar-edit.ts';

/** `a && '' || c`: the value in the middle counts as false. */
export function* evaluate({ github }: PipelineSubject): Iterable<Violation> {
  for (const expression of github?.expressions ?? []) {
    const { tree, scalar, offset, text } = expression;
    if (tree === undefined || expression.bare) continue;
    for (const { node, whole } of neverChosen(tree)) {
      const written = text.slice(node.start, node.end);
      const edit =
        whole &&
        editIn(scalar, offset + whole.node.start, offset + whole.node.end, whole.text(text));
      yield {
        message: `${written} is never the result, because it counts as false`,
        range: rangeOfNode(expression, node),
        fixes: edit ? [{ title: 'use case()', safety: 'review', edits: [edit] }] : [],
      };
    }
  }
}
