import type { Violation } from '#contract/check.ts';
import { objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'networking.istio.io/Gateway')) return;
  for (const [at, server] of objectsOf(valueAt(object.body, ['spec', 'servers']))) {
    if (valueAt(server, ['port', 'protocol']) !== 'HTTP') continue;
    if (valueAt(server, ['tls', 'httpsRedirect']) === true) continue;
    const field = ['spec', 'servers', at, 'port', 'protocol'];
    yield { identity: JSON.stringify(valueAt(server, ['port', 'number']) ?? at), field };
  }
}
