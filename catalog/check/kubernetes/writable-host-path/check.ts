import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { called } from '#posture/workload/violation.ts';
import { hostPathsOf, mountsOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const hostPaths = new Map(hostPathsOf(pod).map((one) => [one.name, one.hostPath]));
    if (hostPaths.size === 0) continue;
    for (const { container, volume, isReadOnly, mountPath, path } of pod.containers.flatMap(
      mountsOf,
    )) {
      const hostPath = hostPaths.get(volume);
      if (hostPath === undefined || isReadOnly) continue;
      yield {
        message: `${called(container)} may write ${JSON.stringify(hostPath)} of the node`,
        identity: `${container.name} ${volume} ${mountPath}`,
        field: path,
        patches: [setField('mount it read-only', [...path, 'readOnly'], true)],
      };
    }
  }
}
