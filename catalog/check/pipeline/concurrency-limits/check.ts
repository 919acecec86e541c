import type { Violation } from '#contract/check.ts';
import type { Pipeline, PipelineSubject } from '#pipeline/model.ts';

/** Workflows and jobs whose outdated runs go on. */
export function* evaluate({ github, pipeline }: PipelineSubject): Iterable<Violation> {
  if (github?.kind !== 'workflow' || pipeline === undefined || pipeline.form === 'template') return;
  const { concurrency } = pipeline;
  if (concurrency?.kind === 'scalar')
    yield { message: 'outdated runs wait in place of being cancelled', range: concurrency.range };
  if (concurrency === undefined) yield* looseJobs(pipeline);
}

function looseJobs({ jobs, triggers, range }: Pipeline): readonly Violation[] {
  const loose = jobs.filter((job) => job.call === undefined && job.concurrency?.kind !== 'map');
  if (loose.length === 0) return [];
  const names = loose.slice(0, 5).map(({ id }) => `"${id.value}"`);
  const message = `nothing cancels outdated runs of ${names.join(', ')}`;
  return [{ message, range: triggers[0]?.name.range ?? range }];
}
