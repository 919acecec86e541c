import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { called, containersIn, inContainer, removing } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject, 'regular')) {
    const step = ['stdin', 'tty'].find((name) => fieldOf(container.body, name) === true);
    if (step === undefined) continue;
    yield inContainer(container, [step], `${called(container)} sets ${step}`, {
      patches: [removing(`remove "${step}"`, [...container.path, step])],
    });
  }
}
