import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** `agent any`, and `node` without a label. */
export function* evaluate({ jenkins }: PipelineSubject): Iterable<Violation> {
  for (const { call } of jenkins?.calls ?? []) {
    const isAny = call.name === 'agent' && call.args[0]?.source === 'any';
    const isBare = call.name === 'node' && call.args.length === 0 && call.body !== undefined;
    if (isAny || isBare) yield { range: call.nameRange };
  }
}
