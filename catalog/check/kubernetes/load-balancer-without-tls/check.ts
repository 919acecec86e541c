import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { serviceTypeOf } from '#posture/object/exposure.ts';

const certificate = 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert';
const webPorts = [80, 8080, 8000];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (serviceTypeOf(object) !== 'LoadBalancer' || object.annotations.has(certificate)) return;
  for (const [at, port] of objectsOf(valueAt(object.body, ['spec', 'ports']))) {
    const number = fieldOf(port, 'port');
    if (typeof number === 'number' && webPorts.includes(number))
      yield {
        message: `port ${number} is open without TLS`,
        identity: `${number}`,
        field: ['spec', 'ports', at, 'port'],
      };
  }
}
