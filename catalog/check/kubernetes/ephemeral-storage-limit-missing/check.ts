import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { containersWithout } from '#posture/workload/resources.ts';
import { called, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersWithout(subject, 'limits', 'ephemeral-storage'))
    yield inContainer(
      container,
      ['resources', 'limits', 'ephemeral-storage'],
      `${called(container)} has no limit of ephemeral storage`,
    );
}
