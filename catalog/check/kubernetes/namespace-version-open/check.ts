import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { setField } from '#posture/patch.ts';

const label = 'pod-security.kubernetes.io/enforce';

export function* evaluate({ object, settings }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Namespace')) return;
  const level = object.labels.get(label);
  const version = object.labels.get(`${label}-version`) ?? 'latest';
  if (version !== 'latest' || (level !== 'baseline' && level !== 'restricted')) return;
  const field = ['metadata', 'labels', `${label}-version`];
  const pin = `v1.${settings.minor}`;
  yield { identity: label, field, patches: [setField(`pin the version ${pin}`, field, pin)] };
}
