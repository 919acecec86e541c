import type { Violation } from '#contract/check.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import { isAction } from '#pipeline/github/reference.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { variableOf } from '#pipeline/yaml-access.ts';

/** Scripts for cmd, and packages that setup-python puts into the shared interpreter. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.github === undefined) return;
  for (const { job, step } of stepsOf(subject)) {
    const [script] = step.scripts;
    if (step.uses === undefined && script?.dialect === 'cmd')
      yield {
        message: 'nobody can tell what a script for cmd does',
        range: script.shell?.range ?? script.range,
        ...subjectOf(job),
      };
    const install = variableOf(step.inputs, 'pip-install');
    if (install !== undefined && isAction(step.uses, 'actions/setup-python'))
      yield {
        message: 'packages go into the interpreter that everything shares',
        range: install.range,
        ...subjectOf(job),
      };
  }
}
