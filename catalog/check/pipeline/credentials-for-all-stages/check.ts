import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** `credentials()` in the `environment` of the pipeline itself, where it has several stages. */
export function* evaluate({ jenkins, pipeline }: PipelineSubject): Iterable<Violation> {
  const stages = pipeline?.jobs.filter(({ id }) => id.value !== '') ?? [];
  if (jenkins === undefined || stages.length < 2) return;
  for (const { call, within } of jenkins.calls) {
    if (call.name !== 'credentials' || call.target === undefined) continue;
    const path = within.map(({ name }) => name).join(' ');
    if (path !== 'pipeline environment') continue;
    const message = `all ${stages.length} stages can read ${call.target}`;
    yield { message, range: call.range, identity: call.target };
  }
}
