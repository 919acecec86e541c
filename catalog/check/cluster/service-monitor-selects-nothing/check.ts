import type { Violation } from '#contract/check.ts';
import { fieldOf, textsOf, valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import { readSelector, selects } from '#kube/selector.ts';
import type { ClusterSubject } from '#kube/subject.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const services = view.ofKind('', 'Service');
  if (services.length === 0) return;
  for (const monitor of view.ofKind('monitoring.coreos.com', 'ServiceMonitor')) {
    const selector = readSelector(valueAt(monitor.body, ['spec', 'selector']));
    const where = valueAt(monitor.body, ['spec', 'namespaceSelector']);
    const names = textsOf(fieldOf(where, 'matchNames'));
    const isAny = fieldOf(where, 'any') === true;
    const near = services.filter(
      ({ namespace = '' }) =>
        isAny || (names.length === 0 ? namespace === monitor.namespace : names.includes(namespace)),
    );
    if (near.length === 0 && view.completeness === 'manifests') continue;
    if (selector !== undefined && !near.some(({ labels }) => selects(selector, labels)))
      yield { object: referenceOf(monitor), field: ['spec', 'selector'] };
  }
}
