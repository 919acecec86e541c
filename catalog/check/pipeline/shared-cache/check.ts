import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { jobsIn, switchedOn, switchOff } from '#pipeline/system/job.ts';
import { entryOf, rangeOfEntry } from '#pipeline/yaml-access.ts';
import { itemsOf, resolve } from '#yaml/read.ts';

/** Caches with `unprotect: true`. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of jobsIn(subject, 'gitlab')) {
    const cache = resolve(entryOf(job.node, 'cache')?.value);
    const all = cache?.kind === 'list' ? itemsOf(cache) : [cache];
    for (const entry of all.map((each) => switchedOn(each, 'unprotect')))
      if (entry !== undefined) {
        const fixes = switchOff(entry, 'keep the cache of protected branches apart');
        yield { range: rangeOfEntry(entry), ...subjectOf(job), fixes };
      }
  }
}
