import type { Violation } from '#contract/check.ts';
import { cacheFix, cacheSteps } from '#pipeline/check/cache.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Steps that restore caches in jobs that publish. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const found of cacheSteps(subject)) {
    const { job, uses, use, release } = found;
    yield {
      message: `"${uses.source}" restores a cache in a job that publishes (${release.because})`,
      range: uses.text.range,
      ...(use.state === 'unknown' && { severity: 'low' as const }),
      ...subjectOf(job),
      fixes: cacheFix(subject.source, found),
    };
  }
}
