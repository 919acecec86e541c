import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { effective, isWindows } from '#posture/workload/security-context.ts';
import { called, inContainer, placedContainers } from '#posture/workload/violation.ts';

const field = 'runAsUser';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const [container, pod] of placedContainers(subject)) {
    const user = effective(pod, container, field);
    if (isWindows(pod) || fieldOf(pod.spec, 'hostUsers') === false) continue;
    if (typeof user === 'number' && user >= 10_000) continue;
    const who = typeof user === 'number' ? `runs as user ${user}` : 'runs as the user of its image';
    yield inContainer(container, ['securityContext', field], `${called(container)} ${who}`);
  }
}
