import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { called } from '#posture/workload/violation.ts';
import { mountsOf, volumesOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const secrets = new Set(
      volumesOf(pod)
        .filter(({ body }) => isObject(fieldOf(body, 'secret')))
        .map(({ name }) => name),
    );
    for (const { container, volume, body, mountPath, path } of pod.containers.flatMap(mountsOf)) {
      if (!secrets.has(volume) || (textOf(fieldOf(body, 'subPath')) ?? '') === '') continue;
      yield {
        message: `${called(container)} keeps the first value of the Secret in volume "${volume}"`,
        identity: `${container.name} ${mountPath}`,
        field: [...path, 'subPath'],
      };
    }
  }
}
