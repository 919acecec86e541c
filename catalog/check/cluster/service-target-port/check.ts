import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textMapOf, valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import { selectorOfLabels } from '#kube/selector.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { missesPort } from '#posture/relation/scaling.ts';
import { selectWorkloads } from '#posture/relation/selection.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const service of view.ofKind('', 'Service')) {
    const labels = textMapOf(valueAt(service.body, ['spec', 'selector']));
    if (labels.size === 0) continue;
    const selected = selectWorkloads(view, service.namespace, selectorOfLabels(labels));
    for (const [at, one] of objectsOf(valueAt(service.body, ['spec', 'ports']))) {
      const port = fieldOf(one, 'targetPort');
      const without = selected.find((workload) => missesPort(workload, port));
      if (without === undefined) continue;
      yield {
        message: `${without.object.kind} "${without.object.name}" declares no port ${JSON.stringify(port)}`,
        identity: `${without.object.name} ${JSON.stringify(port)}`,
        object: referenceOf(service),
        field: ['spec', 'ports', at, 'targetPort'],
        ...(typeof port === 'number' && { severity: 'low' as const }),
      };
    }
  }
}
