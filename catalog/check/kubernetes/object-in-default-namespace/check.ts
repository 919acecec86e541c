import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const field = ['metadata', 'namespace'] as const;
const own =
  /^(?:ServiceAccount default|(?:Service|Endpoints|EndpointSlice) kubernetes|ConfigMap kube-root-ca\.crt)$/;
const kinds = [
  '/Service',
  '/ConfigMap',
  '/Secret',
  '/ServiceAccount',
  '/PersistentVolumeClaim',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/NetworkPolicy',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, ...kinds) || own.test(`${object.kind} ${object.name}`)) return;
  if (valueAt(object.body, field) === 'default') yield { identity: 'namespace', field };
}
