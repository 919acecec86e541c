import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Actions that fetch mutable images or actions themselves. */
export function* evaluate({ github, references }: PipelineSubject): Iterable<Violation> {
  if (github?.kind !== 'action') return;
  const mutable = references.filter(
    ({ origin, pinned }) => origin === 'remote' && pinned !== 'digest',
  );
  const [first] = mutable;
  if (first === undefined) return;
  const names = mutable.slice(0, 5).map(({ text }) => `"${text.value}"`);
  yield {
    message: `whoever pins this action still gets ${names.join(', ')}`,
    range: first.text.range,
  };
}
