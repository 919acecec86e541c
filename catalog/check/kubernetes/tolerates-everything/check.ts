import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { JsonObject } from '#model/json-value.ts';
import { isOwned } from '#posture/workload/controller.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  if (object.kind === 'DaemonSet' || isOwned(object) || object.namespace === 'kube-system') return;
  for (const { spec, specPath } of pods) {
    for (const [at, toleration] of objectsOf(fieldOf(spec, 'tolerations'))) {
      if (isForAll(toleration))
        yield { message: 'the pod tolerates every taint', field: [...specPath, 'tolerations', at] };
    }
  }
}

/** Those that only keep a pod from being evicted are left out. */
function isForAll(toleration: JsonObject): boolean {
  const key = textOf(fieldOf(toleration, 'key')) ?? '';
  const isUsual = fieldOf(toleration, 'effect') === 'NoExecute';
  return fieldOf(toleration, 'operator') === 'Exists' && key === '' && !isUsual;
}
