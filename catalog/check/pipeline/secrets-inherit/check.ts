import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { entryOf, rangeOfEntry, scalarOf } from '#pipeline/yaml-access.ts';

/** Jobs that hand all secrets to a called workflow. */
export function* evaluate({ github, pipeline }: PipelineSubject): Iterable<Violation> {
  if (github === undefined) return;
  for (const job of pipeline?.jobs ?? []) {
    const entry = entryOf(job.node, 'secrets');
    if (entry === undefined || scalarOf(entry.value)?.text !== 'inherit') continue;
    const { value, range } = job.call?.text ?? {
      value: 'what is called',
      range: rangeOfEntry(entry),
    };
    yield { message: `"${value}" gets all secrets`, range, ...subjectOf(job) };
  }
}
