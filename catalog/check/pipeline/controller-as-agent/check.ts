import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

const labels = /^(?:master|built-in|controller|\(?built-in\)?)$/i;

/** Labels of the controller in `node` and `agent`. */
export function* evaluate({ jenkins }: PipelineSubject): Iterable<Violation> {
  for (const { call, within } of jenkins?.calls ?? []) {
    const isLabel = call.name === 'label' && within.some(({ name }) => name === 'agent');
    if (call.name !== 'node' && !isLabel) continue;
    const text = call.args[0]?.text;
    if (text !== undefined && labels.test(text.value.trim()))
      yield { message: `the build runs on "${text.value}"`, range: text.range };
  }
}
