import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { containersWithout } from '#posture/workload/resources.ts';
import { called, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersWithout(subject, 'requests', 'memory'))
    yield inContainer(
      container,
      ['resources', 'requests', 'memory'],
      `${called(container)} requests no memory`,
    );
}
