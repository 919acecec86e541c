import type { Violation } from '#contract/check.ts';
import { callsOf } from '#pipeline/jenkins/groovy.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

/** `input` steps and directives without `submitter`. */
export function* evaluate({ jenkins }: PipelineSubject): Iterable<Violation> {
  for (const { call } of jenkins?.calls ?? []) {
    if (call.name !== 'input') continue;
    const inner = call.body === undefined ? [] : callsOf(call.body);
    const isNamed =
      call.args.some(({ name }) => name === 'submitter') ||
      inner.some(({ call: { name } }) => name === 'submitter');
    if (!isNamed) yield { range: call.nameRange };
  }
}
