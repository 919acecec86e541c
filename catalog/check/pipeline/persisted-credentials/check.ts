import type { Violation } from '#contract/check.ts';
import { keptTokens } from '#pipeline/check/checkout-token.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { spanOf } from '#pipeline/range.ts';
import { addBelow } from '#pipeline/yaml-edit.ts';

/** Checkouts that leave the token on the disk; worst where a later step uploads the directory. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, step, uses, upload, outside } of keptTokens(subject)) {
    const edit =
      step.node &&
      addBelow(subject.source, {
        parent: step.node,
        key: 'with',
        after: 'uses',
        entries: [['persist-credentials', 'false']],
      });
    const where = outside ? 'in the temporary directory of the runner' : 'in .git/config';
    const published = upload === undefined ? '' : ', and a later step uploads the workspace';
    yield {
      message: `the token stays ${where}${published}`,
      range: spanOf(step.range, uses.text.range),
      severity: upload === undefined ? 'low' : outside ? 'medium' : 'high',
      ...subjectOf(job),
      fixes: edit ? [{ title: 'do not keep the token', safety: 'review', edits: [edit] }] : [],
    };
  }
}
