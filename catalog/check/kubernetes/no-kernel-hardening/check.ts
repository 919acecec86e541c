import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, listOf, textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { effective, isWindows } from '#posture/workload/security-context.ts';
import { called, inContainer, placedContainers } from '#posture/workload/violation.ts';

const armor = 'container.apparmor.security.beta.kubernetes.io/';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const [container, pod] of placedContainers(subject)) {
    if (isWindows(pod) || container.type === 'ephemeral') continue;
    const narrowing = ['seccompProfile', 'appArmorProfile', 'seLinuxOptions'].some((field) => {
      const value = effective(pod, container, field);
      return isObject(value) && fieldOf(value, 'type') !== 'Unconfined';
    });
    const capabilities = valueAt(container.body, ['securityContext', 'capabilities']);
    const drops =
      listOf(fieldOf(capabilities, 'drop')).length > 0 &&
      !textsOf(fieldOf(capabilities, 'add')).includes('ALL');
    const profile = pod.annotations.get(armor + container.name) ?? 'unconfined';
    if (narrowing || drops || profile !== 'unconfined') continue;
    yield inContainer(
      container,
      ['securityContext'],
      `nothing narrows what ${called(container)} may ask of the kernel`,
    );
  }
}
