import type { Violation } from '#contract/check.ts';
import { textMapOf, valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import { selectorOfLabels } from '#kube/selector.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { isInternal, serviceTypeOf } from '#posture/object/exposure.ts';
import { ingressBackends } from '#posture/relation/backends.ts';
import { consoleOf } from '#posture/relation/consoles.ts';
import { selectWorkloads } from '#posture/relation/selection.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const behindIngress = new Set(
    ingressBackends(view).map((one) => `${one.namespace}/${one.service}`),
  );
  for (const service of view.ofKind('', 'Service')) {
    const type = serviceTypeOf(service);
    const isOpen = type === 'NodePort' || (type === 'LoadBalancer' && !isInternal(service));
    if (!isOpen && !behindIngress.has(`${service.namespace}/${service.name}`)) continue;
    const labels = textMapOf(valueAt(service.body, ['spec', 'selector']));
    if (labels.size === 0) continue;
    const found = selectWorkloads(view, service.namespace, selectorOfLabels(labels)).flatMap(
      (one) => consoleOf(one) ?? [],
    )[0];
    if (found === undefined) continue;
    yield {
      message: `${found} is reachable from outside`,
      identity: found,
      object: referenceOf(service),
      field: ['spec', 'selector'],
    };
  }
}
