import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { containersWithoutProbe } from '#posture/workload/probes.ts';
import { called, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersWithoutProbe(subject, 'livenessProbe'))
    yield inContainer(container, ['livenessProbe'], `${called(container)} has no liveness probe`);
}
