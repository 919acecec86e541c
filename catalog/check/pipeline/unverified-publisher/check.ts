import type { Violation } from '#contract/check.ts';
import { jobOf } from '#pipeline/check/parts.ts';
import { slugOf } from '#pipeline/github/reference.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { isVerifiedPublisher } from '#pipeline/table/publishers-verified.ts';

/** Actions of accounts that GitHub has not verified. */
export function* evaluate({ references }: PipelineSubject): Iterable<Violation> {
  for (const reference of references) {
    const { kind, origin, text, job } = reference;
    if (origin !== 'remote' || kind !== 'action') continue;
    const [owner = ''] = slugOf(reference).split('/');
    if (isVerifiedPublisher(owner)) continue;
    yield {
      message: `"${owner}" is not known as a verified publisher`,
      range: text.range,
      ...jobOf(job),
    };
  }
}
