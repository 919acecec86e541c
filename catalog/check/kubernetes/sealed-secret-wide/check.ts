import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const scopes = [
  ['cluster-wide', 'medium'],
  ['namespace-wide', 'low'],
] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'bitnami.com/SealedSecret')) return;
  for (const [scope, severity] of scopes) {
    const key = `sealedsecrets.bitnami.com/${scope}`;
    if (object.annotations.get(key) === 'true')
      yield {
        message: `its scope is ${scope}`,
        identity: scope,
        severity,
        field: ['metadata', 'annotations', key],
      };
  }
}
