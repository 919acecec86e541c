import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'gateway.networking.k8s.io/Gateway')) return;
  const listeners = objectsOf(valueAt(object.body, ['spec', 'listeners']));
  const protocols = listeners.map(([, one]) => fieldOf(one, 'protocol'));
  if (protocols.includes('HTTPS') || protocols.includes('TLS')) return;
  const at = protocols.indexOf('HTTP');
  if (at >= 0) yield { field: ['spec', 'listeners', at, 'protocol'] };
}
