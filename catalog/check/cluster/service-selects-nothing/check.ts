import type { Violation } from '#contract/check.ts';
import { textMapOf, valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import { selectorOfLabels } from '#kube/selector.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { selectWorkloads } from '#posture/relation/selection.ts';
import { hasWorkloads, mayComeLater } from '#posture/relation/selects-nothing.ts';

const field = ['spec', 'selector'] as const;

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const service of view.ofKind('', 'Service')) {
    const labels = textMapOf(valueAt(service.body, field));
    if (labels.size === 0 || !hasWorkloads(view, service.namespace)) continue;
    const selector = selectorOfLabels(labels);
    if (selectWorkloads(view, service.namespace, selector).length > 0) continue;
    if (mayComeLater(view, service.namespace, selector)) continue;
    yield {
      message: `no workload in "${service.namespace}" has the labels ${[...labels].map((pair) => pair.join('=')).join(', ')}`,
      object: referenceOf(service),
      field,
    };
  }
}
