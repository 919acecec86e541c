import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { isWindows } from '#posture/workload/security-context.ts';
import { called, inContainer, placedContainers } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const [container, pod] of placedContainers(subject)) {
    const steps = ['securityContext', 'readOnlyRootFilesystem'];
    if (container.type === 'ephemeral' || valueAt(container.body, steps) === true) continue;
    if (isWindows(pod)) continue;
    yield inContainer(container, steps, `${called(container)} may write its root filesystem`, {
      patches: [
        setField('make the root filesystem read-only', [...container.path, ...steps], true),
      ],
    });
  }
}
