import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const tolerated = new Set(
    view.workloads.flatMap(({ pod }) =>
      objectsOf(fieldOf(pod.spec, 'tolerations')).map(
        ([, one]) => textOf(fieldOf(one, 'key')) ?? '*',
      ),
    ),
  );
  if (tolerated.has('*')) return;
  for (const node of view.ofKind('', 'Node'))
    for (const [at, taint] of objectsOf(valueAt(node.body, ['spec', 'taints']))) {
      const key = textOf(fieldOf(taint, 'key')) ?? '';
      if (key.startsWith('node.kubernetes.io/') || tolerated.has(key)) continue;
      yield {
        message: `nothing tolerates "${key}"`,
        identity: key,
        object: referenceOf(node),
        field: ['spec', 'taints', at, 'key'],
      };
    }
}
