import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { effective, isWindows } from '#posture/workload/security-context.ts';
import { called, inContainer, placedContainers } from '#posture/workload/violation.ts';

const field = 'runAsGroup';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const [container, pod] of placedContainers(subject)) {
    const group = effective(pod, container, field);
    if (isWindows(pod) || (typeof group === 'number' && group >= 10_000)) continue;
    const who = typeof group === 'number' ? `group ${group}` : 'the group of its image';
    yield inContainer(container, ['securityContext', field], `${called(container)} runs as ${who}`);
  }
}
