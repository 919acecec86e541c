import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { volumeNames } from '#posture/workload/names.ts';
import { called } from '#posture/workload/violation.ts';
import { mountsOf } from '#posture/workload/volumes.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const known = volumeNames(object, pod);
    for (const { container, volume, mountPath, path } of pod.containers.flatMap(mountsOf)) {
      if (volume === '' || known.has(volume)) continue;
      yield {
        message: `${called(container)} mounts "${volume}", which is no volume of the pod`,
        identity: `${container.name} ${volume} ${mountPath}`,
        field: [...path, 'name'],
      };
    }
  }
}
