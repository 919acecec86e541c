import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { amountOf } from '#posture/workload/resources.ts';
import { volumesOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const hasLimit = pod.containers.every((one) => amountOf(one, 'limits', 'memory') !== undefined);
    if (hasLimit) continue; // the files count against the limits
    for (const { name, body, path } of volumesOf(pod)) {
      const volume = fieldOf(body, 'emptyDir');
      if (fieldOf(volume, 'medium') !== 'Memory' || fieldOf(volume, 'sizeLimit') !== undefined)
        continue;
      yield {
        message: `volume "${name}" may take all memory`,
        identity: name,
        field: [...path, 'emptyDir', 'sizeLimit'],
      };
    }
  }
}
