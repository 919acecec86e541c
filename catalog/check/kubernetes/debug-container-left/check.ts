import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject, 'ephemeral'))
    yield inContainer(
      container,
      [],
      `${called(container)} of image ${JSON.stringify(container.image)} was added`,
    );
}
