import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { editIn } from '#pipeline/scalar-edit.ts';

/** Sources over http and git, which protect nothing on the way. */
export function* evaluate({ references }: PipelineSubject): Iterable<Violation> {
  for (const { kind, text } of references) {
    const { value, node, range } = text;
    const scheme = /^(?:http|git):\/\//i.exec(value)?.[0];
    if (scheme === undefined || kind === 'image') continue;
    const edits = node === undefined ? [] : [editIn(node, 0, scheme.length, 'https://')];
    yield {
      message: `"${value}" is fetched without protection`,
      range,
      fixes: edits.length > 0 ? [{ title: 'use https', safety: 'review', edits }] : [],
    };
  }
}
