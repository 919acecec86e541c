import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'policy/PodDisruptionBudget', '/PodDisruptionBudget')) return;
  const most = valueAt(object.body, ['spec', 'maxUnavailable']);
  if (most === 0 || most === '0%' || most === '0')
    yield { message: 'no pod may be away', identity: 'most', field: ['spec', 'maxUnavailable'] };
  if (valueAt(object.body, ['spec', 'minAvailable']) === '100%')
    yield {
      message: 'all pods have to be there',
      identity: 'least',
      field: ['spec', 'minAvailable'],
    };
}
