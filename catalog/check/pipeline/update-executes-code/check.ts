import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { entryOf } from '#pipeline/yaml-access.ts';

/** Update bots that may run what they update. */
export function* evaluate({ updates }: PipelineSubject): Iterable<Violation> {
  for (const { ecosystem, executesCode, node } of updates?.entries ?? []) {
    if (executesCode === undefined) continue;
    const value = entryOf(node, 'insecure-external-code-execution')?.value.range;
    const edits = value === undefined ? [] : [{ start: value.start, end: value.end, text: 'deny' }];
    yield {
      message: `updates of "${ecosystem.value}" may execute foreign code`,
      range: executesCode,
      subject: ecosystem.value,
      fixes: edits.length > 0 ? [{ title: 'deny it', safety: 'review', edits }] : [],
    };
  }
}
