import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isRuntimeSocket, isSystemPath } from '#posture/workload/host-places.ts';
import { hostPathsOf, mountsOfVolume } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    for (const { name, hostPath, path } of hostPathsOf(pod)) {
      if (!isSystemPath(hostPath) || isRuntimeSocket(hostPath)) continue;
      const isWritten = mountsOfVolume(pod, name).some(({ isReadOnly }) => !isReadOnly);
      yield {
        message: `volume "${name}" shows ${JSON.stringify(hostPath)} of the node${isWritten ? ', to be written' : ''}`,
        identity: `${name} ${hostPath}`,
        field: [...path, 'hostPath', 'path'],
        ...(isWritten && { severity: 'high' }),
      };
    }
  }
}
