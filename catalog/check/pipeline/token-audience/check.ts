import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { jobsIn } from '#pipeline/system/job.ts';
import { entryOf, keyOf, stringsOf } from '#pipeline/yaml-access.ts';
import { entriesOf } from '#yaml/read.ts';

const wide = /^(?:\*|https?:\/\/\*.*|sts\.amazonaws\.com\*)$/;

/** `id_tokens` whose audience is anybody, or more than one service. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of jobsIn(subject, 'gitlab'))
    for (const entry of entriesOf(entryOf(job.node, 'id_tokens')?.value)) {
      const name = keyOf(entry);
      const [first, ...more] = stringsOf(entryOf(entry.value, 'aud')?.value);
      if (first !== undefined && more.length === 0 && !wide.test(first.value)) continue;
      const message = `${name.value} is not for one service`;
      yield { message, range: name.range, ...subjectOf(job) };
    }
}
