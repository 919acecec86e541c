import type { Violation } from '#contract/check.ts';
import { stepsOf, subjectOf } from '#pipeline/check/parts.ts';
import { shellName } from '#pipeline/github/dialect.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

const usual = new Set(['bash', 'cmd', 'powershell', 'pwsh', 'python', 'sh']);

/** Scripts in shells that GitHub's documentation does not name. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  if (subject.github === undefined) return;
  for (const { job, step } of stepsOf(subject)) {
    const shell = step.scripts[0]?.shell;
    if (step.uses !== undefined || shell === undefined || shell.value.includes('${{')) continue;
    if (usual.has(shellName(shell.value).toLowerCase())) continue;
    yield { message: `"${shell.value}"`, range: shell.range, ...subjectOf(job) };
  }
}
