import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { setField } from '#posture/patch.ts';

const field = ['spec', 'mtls', 'mode'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'security.istio.io/PeerAuthentication')) return;
  const mode = textOf(valueAt(object.body, field));
  if (mode !== 'DISABLE' && mode !== 'PERMISSIVE') return;
  yield {
    message: `the mode is ${mode}`,
    identity: 'mode',
    field,
    patches: [setField('demand mutual TLS', field, 'STRICT')],
    ...(mode === 'PERMISSIVE' && { severity: 'low' as const }),
  };
}
