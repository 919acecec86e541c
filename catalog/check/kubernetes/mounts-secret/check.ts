import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { called } from '#posture/workload/violation.ts';
import { mountsOfVolume, volumesOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    for (const { name, body, path } of volumesOf(pod)) {
      const source = textOf(valueAt(body, ['secret', 'secretName']));
      if (source === undefined) continue;
      const users = mountsOfVolume(pod, name).map((mount) => called(mount.container));
      yield {
        message: `the Secret "${source}" is mounted by ${[...new Set(users)].slice(0, 10).join(', ') || 'nobody'}`,
        identity: `${name} ${source}`,
        field: [...path, 'secret', 'secretName'],
      };
    }
  }
}
