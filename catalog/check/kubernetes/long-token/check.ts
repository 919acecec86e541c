import type { Violation } from '#contract/check.ts';
import { numberOf, objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { volumesOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { name, body, path } of pods.flatMap(volumesOf)) {
    for (const [at, source] of objectsOf(valueAt(body, ['projected', 'sources']))) {
      const seconds =
        numberOf(valueAt(source, ['serviceAccountToken', 'expirationSeconds'])) ?? 3600;
      if (seconds <= 86_400) continue;
      yield {
        message: `the token in volume "${name}" lasts ${Math.round(seconds / 3600)} hours`,
        identity: `${name} ${at}`,
        field: [...path, 'projected', 'sources', at, 'serviceAccountToken', 'expirationSeconds'],
      };
    }
  }
}
