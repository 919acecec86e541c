import type { Violation } from '#contract/check.ts';
import { conditionFix } from '#pipeline/check/condition-fix.ts';
import { conditionsOf } from '#pipeline/check/conditions.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { expressionsIn } from '#pipeline/github/expression.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Conditions with text beside their expression. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { scalar, job } of conditionsOf(subject)) {
    const [expression] = expressionsIn(scalar);
    if (expression === undefined) continue;
    const { start, end } = expression;
    if (start === 0 && end === scalar.text.length) continue;
    const blank = scalar.text.slice(0, start) + scalar.text.slice(end);
    const beside = blank.trim() === '' ? 'a line break or blanks' : 'other text';
    yield {
      message: `${beside} beside the expression makes the condition a text, which is always true`,
      range: scalar.range,
      ...subjectOf(job),
      fixes: conditionFix(subject.source, scalar),
    };
  }
}
