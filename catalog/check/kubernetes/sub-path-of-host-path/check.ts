import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { called } from '#posture/workload/violation.ts';
import { hostPathsOf, mountsOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const names = new Set(hostPathsOf(pod).map(({ name }) => name));
    if (names.size === 0) continue;
    for (const { container, volume, body, path } of pod.containers.flatMap(mountsOf)) {
      const step = ['subPath', 'subPathExpr'].find(
        (key) => (textOf(fieldOf(body, key)) ?? '') !== '',
      );
      if (step === undefined || !names.has(volume)) continue;
      yield {
        message: `${called(container)} mounts a part of volume "${volume}", which is a path of the node`,
        identity: `${container.name} ${volume}`,
        field: [...path, step],
      };
    }
  }
}
