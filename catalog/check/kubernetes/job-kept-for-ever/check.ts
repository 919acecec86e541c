import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { isOwned } from '#posture/workload/controller.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (object.group !== 'batch' || object.kind !== 'Job' || isOwned(object)) return;
  const field = ['spec', 'ttlSecondsAfterFinished'];
  if (valueAt(object.body, field) !== undefined) return;
  yield {
    message: 'the job is kept when it has finished',
    field,
    patches: [setField('delete it after a day', field, 86_400)],
  };
}
