import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isSameProbe, probeOf } from '#posture/workload/probes.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject, 'regular', 'init')) {
    const liveness = probeOf(container, 'livenessProbe');
    const readiness = probeOf(container, 'readinessProbe');
    if (liveness === undefined || readiness === undefined || !isSameProbe(liveness, readiness))
      continue;
    yield inContainer(
      container,
      ['livenessProbe'],
      `liveness and readiness of ${called(container)} ask the same, equally often`,
    );
  }
}
