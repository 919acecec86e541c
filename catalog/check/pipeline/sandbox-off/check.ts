import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

const internals =
  /^(?:Jenkins|jenkins\.model\.Jenkins|hudson\.model\.\w+)\.(?:instance|get|getInstance|getInstanceOrNull)\b/;

/** `sandbox: false`, and calls into the controller. */
export function* evaluate({ jenkins }: PipelineSubject): Iterable<Violation> {
  for (const { call } of jenkins?.calls ?? []) {
    const off = call.args.find(({ name, source }) => name === 'sandbox' && source === 'false');
    if (off !== undefined) yield { message: `${call.name} runs without sandbox`, range: off.range };
    if (internals.test(call.name))
      yield { message: `"${call.name}" reaches into the controller`, range: call.nameRange };
  }
}
