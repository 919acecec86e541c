import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';

const labels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const planes = view
    .ofKind('', 'Node')
    .filter((one) => labels.some((label) => one.labels.has(label)));
  const [only] = planes;
  if (only !== undefined && planes.length === 1)
    yield { object: referenceOf(only), field: ['metadata', 'name'] };
}
