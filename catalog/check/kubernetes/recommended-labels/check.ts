import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isOwned } from '#posture/workload/controller.ts';

const usual = ['app.kubernetes.io/name', 'app', 'k8s-app', 'name'];

export function* evaluate({
  object,
  pods,
  settings: { requiredLabels },
}: ObjectSubject): Iterable<Violation> {
  if (pods.length === 0 || isOwned(object)) return;
  const isNamed = usual.some((key) => object.labels.has(key));
  const missing =
    requiredLabels.length > 0 ? requiredLabels : isNamed ? [] : ['app.kubernetes.io/name'];
  for (const key of missing) {
    if (object.labels.has(key)) continue;
    yield {
      message: `there is no label "${key}"`,
      identity: key,
      field: ['metadata', 'labels', key],
    };
  }
}
