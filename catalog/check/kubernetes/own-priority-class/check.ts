import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath } of pods) {
    const name = (textOf(fieldOf(spec, 'priorityClassName')) ?? '').trim();
    if (name === '' || name === 'system-cluster-critical' || name === 'system-node-critical')
      continue;
    yield {
      message: `the pod names the priority class "${name}"`,
      identity: 'priority',
      field: [...specPath, 'priorityClassName'],
    };
  }
}
