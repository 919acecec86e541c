import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { called, containersIn } from '#posture/workload/violation.ts';
import { mountsOf } from '#posture/workload/volumes.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const mount of containersIn(subject).flatMap(mountsOf)) {
    if (fieldOf(mount.body, 'mountPropagation') !== 'Bidirectional') continue;
    const field = [...mount.path, 'mountPropagation'];
    yield {
      message: `mounts of ${called(mount.container)} below ${JSON.stringify(mount.mountPath)} appear on the node`,
      identity: `${mount.container.name} ${mount.mountPath}`,
      field,
      patches: [removeField('remove "mountPropagation"', field)],
    };
  }
}
