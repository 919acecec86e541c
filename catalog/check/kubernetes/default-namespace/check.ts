import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isOwned } from '#posture/workload/controller.ts';

const ownObjects = [
  'Service kubernetes',
  'ServiceAccount default',
  'ConfigMap kube-root-ca.crt',
  'EndpointSlice kubernetes',
  'Endpoints kubernetes',
];
const kinds =
  /^(?:Service|ServiceAccount|ConfigMap|Secret|Ingress|PersistentVolumeClaim|Role|RoleBinding|Endpoints|EndpointSlice|HorizontalPodAutoscaler|PodDisruptionBudget|Lease|NetworkPolicy)$/;

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  const { namespace, kind, name } = object;
  if (namespace !== 'default' || isOwned(object) || ownObjects.includes(`${kind} ${name}`)) return;
  if (pods.length === 0 && !kinds.test(kind)) return;
  yield {
    message: `${kind} "${name}" is in the default namespace`,
    identity: 'default',
    field: ['metadata', 'namespace'],
  };
}
