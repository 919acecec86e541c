import type { Violation } from '#contract/check.ts';
import { listOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { ingressKinds, isKind } from '#posture/object/kind.ts';

// the certificate stands at the load balancer of the cloud
const elsewhere = [
  'alb.ingress.kubernetes.io/certificate-arn',
  'networking.gke.io/managed-certificates',
  'networking.gke.io/v1beta1.FrontendConfig',
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'appgw.ingress.kubernetes.io/appgw-ssl-certificate',
  'route.openshift.io/termination',
  'traefik.ingress.kubernetes.io/router.tls',
];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, ...ingressKinds)) return;
  if (listOf(valueAt(object.body, ['spec', 'tls'])).length > 0) return;
  if (elsewhere.some((key) => object.annotations.has(key))) return;
  yield { field: ['spec', 'tls'] };
}
