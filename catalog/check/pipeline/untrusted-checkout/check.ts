import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { riskyTriggers, untrustedCheckouts } from '#pipeline/check/untrusted-checkout.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { variableOf } from '#pipeline/yaml-access.ts';

/** Checkouts of foreign code in runs with secrets. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, step, what } of untrustedCheckouts(subject)) {
    const [trigger] = riskyTriggers(job);
    if (trigger === undefined) continue;
    const place = variableOf(step.inputs, 'ref') ?? variableOf(step.inputs, 'repository');
    yield {
      message: `"${what}" brings files of strangers into a run that ${trigger.name.value} starts with secrets`,
      range: place?.range ?? step.scripts[0]?.range ?? step.range,
      ...subjectOf(job),
    };
  }
}
