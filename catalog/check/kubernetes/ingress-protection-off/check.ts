import type { Violation } from '#contract/check.ts';
import { listOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { ingressKinds, isKind } from '#posture/object/kind.ts';
import { removeField } from '#posture/patch.ts';

const prefix = 'nginx.ingress.kubernetes.io/';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, ...ingressKinds)) return;
  for (const [name, message] of faults(object)) {
    const field = ['metadata', 'annotations', prefix + name];
    yield {
      message,
      identity: name,
      field,
      patches: [removeField(`remove the annotation ${name}`, field)],
    };
  }
}

function* faults({
  annotations,
  body,
}: ObjectSubject['object']): Iterable<readonly [string, string]> {
  function value(name: string): string | undefined {
    return annotations.get(prefix + name);
  }
  const hasTls = listOf(valueAt(body, ['spec', 'tls'])).length > 0;
  if (value('ssl-redirect') === 'false' && hasTls)
    yield ['ssl-redirect', 'plain HTTP is answered although there is a certificate'];
  if (value('auth-tls-verify-client') === 'off')
    yield ['auth-tls-verify-client', 'client certificates are not verified'];
  if (value('proxy-ssl-verify') === 'off' && value('backend-protocol')?.endsWith('S') === true)
    yield ['proxy-ssl-verify', 'certificates of the backend are not verified'];
  if (
    value('enable-cors') === 'true' &&
    value('cors-allow-origin') === '*' &&
    value('cors-allow-credentials') !== 'false'
  )
    yield ['cors-allow-origin', 'every site may send requests with the cookies of the visitor'];
}
