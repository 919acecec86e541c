import type { Violation } from '#contract/check.ts';
import { mutableBases } from '#pipeline/check/action-dockerfile.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** Actions that fetch mutable images or actions themselves. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  const { github, references } = subject;
  if (github?.kind !== 'action') return;
  const mutable = references.filter(
    ({ origin, pinned }) => origin === 'remote' && pinned !== 'digest',
  );
  const [first] = mutable;
  const bases = mutableBases(subject);
  const names = first === undefined ? (bases?.names ?? []) : mutable.map(({ text }) => text.value);
  const range = first?.text.range ?? bases?.range;
  if (range === undefined) return;
  const shown = names.slice(0, 5).map((name) => `"${name.slice(0, 200)}"`);
  yield { message: `whoever pins this action still gets ${shown.join(', ')}`, range };
}
