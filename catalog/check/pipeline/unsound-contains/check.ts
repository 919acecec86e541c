import type { Violation } from '#contract/check.ts';
import { textSearches } from '#pipeline/check/contains.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { rangeOfNode } from '#pipeline/github/expression.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { editIn } from '#pipeline/scalar-edit.ts';

const chosen =
  /^(?:env|inputs|github\.(?:actor|base_ref|head_ref|ref|ref_name|sha|triggering_actor|event\..*))(?:\.|$)/;

/** `contains('a b', value)`: a search in a text where a list is meant. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { expression, node, list, path, job } of textSearches(subject)) {
    const { scalar, offset } = expression;
    const { start, end } = list;
    const edit = editIn(scalar, offset + start, offset + end, asList(String(list.value)));
    yield {
      message: `every part of "${String(list.value)}" passes, not only its words`,
      range: rangeOfNode(expression, node),
      ...(!chosen.test(path) && { severity: 'low' as const }),
      ...subjectOf(job),
      fixes: [{ title: 'search in a list', safety: 'review', edits: [edit] }],
    };
  }
}

function asList(text: string): string {
  const words = text.split(/[\s,;|]+/).filter((word) => word !== '');
  const list = words.map((word) => JSON.stringify(word)).join(', ');
  return `fromJSON('[${list.replaceAll("'", "''")}]')`;
}
