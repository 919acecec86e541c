import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Secrets in jobs without an environment; called workflows cannot name one for their callers. */
export function* evaluate({ github, pipeline, settings }: PipelineSubject): Iterable<Violation> {
  if (github?.kind !== 'workflow' || pipeline === undefined) return;
  if (pipeline.triggers.some(({ kind }) => kind === 'call')) return;
  const allowed = new Set(settings.secretsOutsideEnvironment.map((name) => name.toUpperCase()));
  allowed.add('GITHUB_TOKEN');
  for (const { name, range, job } of pipeline.secrets) {
    if (job === undefined || (job.environment ?? job.call) !== undefined) continue;
    if (!allowed.has(name))
      yield { message: `secret "${name}" needs no environment here`, range, ...subjectOf(job) };
  }
}
