import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { portsOf } from '#posture/workload/probes.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    for (const { number = 0, protocol, steps } of portsOf(container)) {
      if (number < 1 || number > 1023) continue;
      yield inContainer(
        container,
        [...steps, 'containerPort'],
        `${called(container)} listens on port ${number}`,
        {
          detail: `${protocol} ${number}`,
        },
      );
    }
  }
}
