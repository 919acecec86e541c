import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { Job, PipelineSubject } from '#pipeline/model.ts';
import { entryOf } from '#pipeline/yaml-access.ts';

/** Jobs on machines of one's own, also when the matrix says so. */
export function* evaluate({ pipeline, source }: PipelineSubject): Iterable<Violation> {
  for (const job of pipeline?.jobs ?? []) {
    const { type, range } = job.runner;
    if (type !== 'self-hosted' && !(type === 'unknown' && matrixNamesIt(job, source))) continue;
    yield { message: `job "${job.id.value}"`, range: range ?? job.id.range, ...subjectOf(job) };
  }
}

function matrixNamesIt({ node }: Job, source: PipelineSubject['source']): boolean {
  const strategy = entryOf(node, 'strategy')?.value.range;
  return (
    strategy !== undefined && source.slice(strategy.start, strategy.end).includes('self-hosted')
  );
}
