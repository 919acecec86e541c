import type { Violation } from '#contract/check.ts';
import { flowSeverity } from '#pipeline/check/severity.ts';
import type { Actor, Flow, PipelineSubject } from '#pipeline/model.ts';

const people: Readonly<Record<Actor, string>> = {
  outsider: 'anybody',
  contributor: 'everybody who may push',
  maintainer: 'whoever starts the run',
  system: 'the system',
};

/** Values from outside in program text. */
export function* evaluate({ pipeline }: PipelineSubject): Iterable<Violation> {
  for (const flow of pipeline?.flows ?? []) {
    const fix = flow.fix?.();
    yield {
      message: messageOf(flow),
      range: flow.range,
      severity: flowSeverity(flow),
      ...(flow.job !== undefined && flow.job.id.value !== '' && { subject: flow.job.id.value }),
      evidence: [{ label: 'path', text: [...flow.path, flow.sink.label].join(' → ') }],
      ...(fix !== undefined && { fixes: [fix] }),
    };
  }
}

function messageOf({ source, actor, sink, trust, provided }: Flow): string {
  const what = trust === 'structured' ? 'within narrow limits' : 'freely';
  const setter = provided
    ? `${people[actor]} can set it ${what}`
    : 'no event of this workflow brings it today';
  return `"${source}" becomes a part of the program in ${sink.label}; ${setter}`;
}
