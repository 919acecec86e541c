import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { holdsCredentials, isRuntimeSocket } from '#posture/workload/host-places.ts';
import { hostPathsOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    for (const { name, hostPath, path } of hostPathsOf(pod)) {
      if (!holdsCredentials(hostPath) || isRuntimeSocket(hostPath)) continue;
      yield {
        message: `volume "${name}" shows ${JSON.stringify(hostPath)}, where the node keeps credentials`,
        identity: `${name} ${hostPath}`,
        field: [...path, 'hostPath', 'path'],
      };
    }
  }
}
