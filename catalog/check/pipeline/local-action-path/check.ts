import type { Violation } from '#contract/check.ts';
import { jobOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { editIn } from '#pipeline/scalar-edit.ts';

/** Actions and workflows of the same repository that are taken from the workspace. */
export function* evaluate({ references, system }: PipelineSubject): Iterable<Violation> {
  if (system !== 'github') return;
  for (const { kind, origin, text, job } of references) {
    const { value, node, range } = text;
    if (origin !== 'local' || kind === 'image' || !value.startsWith('./')) continue;
    const edits = node === undefined ? [] : [editIn(node, 0, 1, '$')];
    yield {
      message: `"${value}" is whatever lies there when the step starts`,
      range,
      ...jobOf(job),
      fixes:
        edits.length > 0
          ? [{ title: 'take it from the running commit', safety: 'review', edits }]
          : [],
    };
  }
}
