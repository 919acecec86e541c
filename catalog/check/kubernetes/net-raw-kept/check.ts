import type { Violation } from '#contract/check.ts';
import { textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { plainName } from '#posture/workload/capabilities.ts';
import { isWindows } from '#posture/workload/security-context.ts';
import { called, inContainer, placedContainers } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const [container, pod] of placedContainers(subject)) {
    const steps = ['securityContext', 'capabilities', 'drop'];
    const dropped = textsOf(valueAt(container.body, steps)).map(plainName);
    if (isWindows(pod) || dropped.includes('ALL') || dropped.includes('NET_RAW')) continue;
    yield inContainer(container, steps, `${called(container)} keeps NET_RAW`, {
      patches: [setField('drop all capabilities', [...container.path, ...steps], ['ALL'])],
    });
  }
}
