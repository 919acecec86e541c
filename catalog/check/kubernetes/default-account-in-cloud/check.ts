import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const keys = [
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/ServiceAccount') || object.name !== 'default') return;
  for (const key of keys.filter((one) => object.annotations.has(one)))
    yield { identity: key, field: ['metadata', 'annotations', key] };
}
