import { type KubeObject, locate, referenceOf } from '#kube/object.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { NetworkProblem, NetworkProblemKind } from '#model/network.ts';

/** A problem at a field of an object. */
export function problemAt(
  kind: NetworkProblemKind,
  object: KubeObject,
  field: FieldPath,
  more: Pick<NetworkProblem, 'text'> & Partial<NetworkProblem>,
): NetworkProblem {
  return {
    kind,
    object: referenceOf(object),
    location: locate(object, field),
    field,
    related: [],
    ...more,
  };
}
