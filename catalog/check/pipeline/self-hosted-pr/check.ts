import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { Job, PipelineSubject } from '#pipeline/model.ts';

/** Jobs that pull requests start on machines that are kept. */
export function* evaluate({ pipeline, settings }: PipelineSubject): Iterable<Violation> {
  const allowed = new Set(
    settings.allowedRunners.map((name) => name.replace(/^(?:label|group):/, '')),
  );
  for (const job of pipeline?.jobs ?? []) {
    const trigger = job.triggers.find(({ kind }) => kind === 'pr' || kind === 'pr-target');
    const { type, labels, range } = job.runner;
    if (trigger === undefined || type !== 'self-hosted') continue;
    if (labels.some(({ value }) => allowed.has(value))) continue;
    yield {
      message: `${trigger.name.value} runs job "${job.id.value}" on ${labelsOf(job)}`,
      range: range ?? job.id.range,
      ...subjectOf(job),
    };
  }
}

function labelsOf({ runner: { labels } }: Job): string {
  const names = labels.map(({ value }) => `"${value}"`).join(', ');
  return names === '' ? 'a group of runners' : names;
}
