import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { ingressKinds, isKind } from '#posture/object/kind.ts';
import { coversHost } from '#posture/secret/certificate.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, ...ingressKinds)) return;
  const entries = objectsOf(valueAt(object.body, ['spec', 'tls']));
  const hosts = entries.flatMap(([, one]) => textsOf(fieldOf(one, 'hosts')));
  // an entry without hosts serves all of them
  if (entries.length === 0 || entries.some(([, one]) => fieldOf(one, 'hosts') === undefined))
    return;
  for (const [at, rule] of objectsOf(valueAt(object.body, ['spec', 'rules']))) {
    const host = textOf(fieldOf(rule, 'host'));
    if (host === undefined || host === '' || hosts.some((name) => coversHost(name, host))) continue;
    yield {
      message: `"${host}" is in no entry of "tls"`,
      identity: host,
      field: ['spec', 'rules', at, 'host'],
    };
  }
}
