import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { hostPathsOf, isWithin } from '#posture/workload/volumes.ts';

const harmless =
  /^\/dev\/(?:null|zero|full|u?random|tty|shm|pts|ptmx|mqueue|termination-log|log|stdout|stderr|stdin|fd)(?:\/|$)/;

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    for (const { name, hostPath, type, path } of hostPathsOf(pod)) {
      const isDevice = type === 'CharDevice' || type === 'BlockDevice';
      if (!isDevice && (!isWithin(hostPath, '/dev') || hostPath === '/dev')) continue;
      if (harmless.test(hostPath)) continue;
      yield {
        message: `volume "${name}" shows the device ${JSON.stringify(hostPath)} of the node`,
        identity: `${name} ${hostPath}`,
        field: [...path, 'hostPath', 'path'],
      };
    }
  }
}
