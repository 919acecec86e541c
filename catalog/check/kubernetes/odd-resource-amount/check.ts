import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { oddAmounts } from '#posture/workload/amounts.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    for (const { list, resource, message } of oddAmounts(container)) {
      const detail = `${list} ${resource}`;
      yield inContainer(
        container,
        ['resources', list, resource],
        `${called(container)} ${message}`,
        { detail },
      );
    }
  }
}
