import type { Violation } from '#contract/check.ts';
import { jobOf } from '#pipeline/check/parts.ts';
import { slugOf } from '#pipeline/github/reference.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { archivedSource } from '#pipeline/table/archived.ts';

/** Actions and hooks whose repositories nobody maintains any more. */
export function* evaluate({ references }: PipelineSubject): Iterable<Violation> {
  for (const reference of references) {
    const { kind, origin, source, text, job } = reference;
    if (origin !== 'remote' || (kind !== 'action' && kind !== 'workflow' && kind !== 'hook'))
      continue;
    const path = source.replace(/^(?:https?|git):\/\/github\.com\/|\.git$/gi, '');
    const successor = archivedSource(slugOf({ source: path }));
    if (successor === undefined) continue;
    const instead = successor === '' ? '' : `; use ${successor}`;
    yield {
      message: `"${path}" is archived${instead}`,
      range: text.range,
      ...jobOf(job),
    };
  }
}
