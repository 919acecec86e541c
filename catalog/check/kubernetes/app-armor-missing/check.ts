import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { effective, isWindows } from '#posture/workload/security-context.ts';
import { called } from '#posture/workload/violation.ts';

const annotation = 'container.apparmor.security.beta.kubernetes.io/';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const bare = pod.containers.filter(
      (one) =>
        effective(pod, one, 'appArmorProfile') === undefined &&
        !pod.annotations.has(annotation + one.name),
    );
    if (bare.length === 0 || isWindows(pod)) continue;
    const field = [...pod.specPath, 'securityContext', 'appArmorProfile'];
    yield {
      message: `no AppArmor profile is named for ${bare.slice(0, 10).map(called).join(', ')}`,
      field,
      patches: [setField('name the profile of the runtime', field, { type: 'RuntimeDefault' })],
    };
  }
}
