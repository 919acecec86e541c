import type { Violation } from '#contract/check.ts';
import { jobOf } from '#pipeline/check/parts.ts';
import { imagesOf } from '#pipeline/check/unpinned-image.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Images without a tag, or with `latest`. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { reference, name, pinned } of imagesOf(subject)) {
    const { text, job } = reference;
    if (pinned !== 'none') continue;
    yield {
      message: `image "${name}" has no version`,
      range: text.range,
      ...jobOf(job),
    };
  }
}
