import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { eventsOf } from '#pipeline/drone/trigger.ts';
import type { PipelineSubject, Step } from '#pipeline/model.ts';
import { jobsIn } from '#pipeline/system/job.ts';
import { entryOf } from '#pipeline/yaml-access.ts';
import { resolve } from '#yaml/read.ts';

/** Secrets of steps that pull requests reach. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const jobs = jobsIn(subject, 'drone', 'woodpecker');
  const open = jobs.filter(({ triggers }) => triggers.some(({ kind }) => kind === 'pr'));
  for (const { name, range, job, step } of subject.pipeline?.secrets ?? [])
    if (job !== undefined && open.includes(job) && isOpen(step))
      yield { message: `pull requests get secret "${name}"`, range, ...subjectOf(job) };
}

/** Whether pull requests start the step too. */
function isOpen(step: Step | undefined): boolean {
  const when = resolve(entryOf(step?.node, 'when')?.value);
  const events = eventsOf(when);
  if (entryOf(when, 'branch') !== undefined) return false;
  return events.length === 0 || events.some(({ value }) => value.startsWith('pull_request'));
}
