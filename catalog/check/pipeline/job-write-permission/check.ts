import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import { releaseOf } from '#pipeline/check/release.ts';
import type { Job, Pipeline, PipelineSubject } from '#pipeline/model.ts';
import { neededRights } from '#pipeline/table/rights.ts';

const watched = new Set([
  'actions',
  'checks',
  'contents',
  'deployments',
  'packages',
  'security-events',
  'statuses',
]);

/** Rights of single jobs to write, where nothing in the job is known to need them. */
export function* evaluate({ github, pipeline }: PipelineSubject): Iterable<Violation> {
  if (github?.kind !== 'workflow' || pipeline === undefined) return;
  for (const job of pipeline.jobs)
    for (const { name, range } of surplus(pipeline, job))
      yield {
        message: `job "${job.id.value}" may write to ${name.value}`,
        range,
        ...subjectOf(job),
      };
}

function surplus(pipeline: Pipeline, job: Job) {
  const needed = rightsOf(pipeline, job);
  const { scopes = [] } = job.permissions ?? {};
  return scopes.filter(
    ({ name, level }) => level === 'write' && watched.has(name.value) && !needed.has(name.value),
  );
}

const publishing = /semantic-release|release:prepare|gh release|git push|\bdeploy\b|\bpublish\b/;

function rightsOf(pipeline: Pipeline, job: Job): ReadonlySet<string> {
  const known = job.steps.flatMap(({ uses }) => (uses && neededRights(uses.source)) ?? []);
  const publishes =
    releaseOf(pipeline, job) !== undefined ||
    job.steps.some(({ uses, scripts }) =>
      [uses?.source ?? '', ...scripts.map(({ text }) => text)].some((text) =>
        publishing.test(text),
      ),
    );
  return new Set([
    ...known.flatMap((right) => (right.endsWith(': write') ? [right.slice(0, -7)] : [])),
    ...(publishes ? ['contents', 'packages'] : []),
  ]);
}
