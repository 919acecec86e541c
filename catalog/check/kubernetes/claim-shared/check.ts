import type { Violation } from '#contract/check.ts';
import { objectsOf, textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const modes = ['spec', 'accessModes'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  const { body } = object;
  if (
    isKind(object, '/PersistentVolumeClaim') &&
    textsOf(valueAt(body, modes)).includes('ReadWriteMany')
  )
    yield { identity: 'modes', field: modes };
  if (!isKind(object, 'apps/StatefulSet')) return;
  for (const [at, claim] of objectsOf(valueAt(body, ['spec', 'volumeClaimTemplates'])))
    if (textsOf(valueAt(claim, modes)).includes('ReadWriteMany'))
      yield { identity: `modes ${at}`, field: ['spec', 'volumeClaimTemplates', at, ...modes] };
}
