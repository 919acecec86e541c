import type { Violation } from '#contract/check.ts';
import { actionSteps, subjectOf } from '#pipeline/check/parts.ts';
import { isAction } from '#pipeline/github/reference.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { spanOf } from '#pipeline/range.ts';
import { variableOf } from '#pipeline/yaml-access.ts';

/** Checkouts with `persist-credentials: true`, or with an expression that may say so. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, step, uses } of actionSteps(subject)) {
    if (!isAction(uses, 'actions/checkout')) continue;
    const given = variableOf(step.inputs, 'persist-credentials');
    if (given === undefined || !/^true$|\$\{\{/.test(given.value)) continue;
    yield {
      message: `persist-credentials is ${JSON.stringify(given.value.slice(0, 100))}`,
      range: spanOf(step.range, given.range),
      ...subjectOf(job),
    };
  }
}
