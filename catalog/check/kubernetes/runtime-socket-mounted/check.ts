import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isRuntimeSocket } from '#posture/workload/host-places.ts';
import { hostPathsOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    for (const { name, hostPath, path } of hostPathsOf(pod)) {
      if (!isRuntimeSocket(hostPath)) continue;
      yield {
        message: `volume "${name}" shows ${JSON.stringify(hostPath)}, the socket of a container runtime`,
        identity: `${name} ${hostPath}`,
        field: [...path, 'hostPath', 'path'],
      };
    }
  }
}
