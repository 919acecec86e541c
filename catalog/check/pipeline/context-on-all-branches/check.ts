import type { Violation } from '#contract/check.ts';
import { scheduledJobs } from '#pipeline/circleci/workflow.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { entryOf, stringsOf } from '#pipeline/yaml-access.ts';

/** Jobs of workflows with `context` and without `filters`. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { name, node } of scheduledJobs(subject)) {
    const [context] = stringsOf(entryOf(node, 'context')?.value);
    const filters = entryOf(node, 'filters')?.value;
    if (context === undefined || filters !== undefined) continue;
    const message = `every branch runs "${name.value}" with context "${context.value}"`;
    yield { message, range: context.range, subject: name.value };
  }
}
