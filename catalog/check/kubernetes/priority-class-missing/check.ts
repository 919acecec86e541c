import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath } of pods) {
    if ((textOf(fieldOf(spec, 'priorityClassName')) ?? '') !== '') continue;
    yield { message: 'the pod names no priority class', field: [...specPath, 'priorityClassName'] };
  }
}
