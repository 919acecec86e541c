import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { isNamed } from '#posture/relation/secret-use.ts';

const own =
  /^(?:kube-root-ca\.crt|default|extension-apiserver-authentication|openshift-service-ca\.crt|istio-ca-root-cert)$|^sh\.helm\.release\./;

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  if (view.workloads.length === 0) return;
  for (const kind of ['ConfigMap', 'Secret', 'PersistentVolumeClaim', 'ServiceAccount'])
    for (const object of view.ofKind('', kind)) {
      // only of a live cluster is everything known that may use it
      if (
        object.uid === undefined ||
        own.test(object.name) ||
        object.namespace?.startsWith('kube-') === true
      )
        continue;
      if (object.labels.has('owner') || isNamed(view, object)) continue;
      yield {
        message: `nothing names the ${kind}`,
        identity: kind,
        object: referenceOf(object),
        field: ['metadata', 'name'],
      };
    }
}
