import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { volumesOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    for (const { name, body, path } of volumesOf(pod)) {
      const volume = fieldOf(body, 'emptyDir');
      if (!isObject(volume) || fieldOf(volume, 'sizeLimit') !== undefined) continue;
      if (fieldOf(volume, 'medium') === 'Memory') continue;
      yield {
        message: `volume "${name}" has no size limit`,
        identity: name,
        field: [...path, 'emptyDir', 'sizeLimit'],
      };
    }
  }
}
