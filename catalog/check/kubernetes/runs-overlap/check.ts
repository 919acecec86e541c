import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';

export function* evaluate({ object: { group, kind, body } }: ObjectSubject): Iterable<Violation> {
  if (group !== 'batch' || kind !== 'CronJob') return;
  const field = ['spec', 'concurrencyPolicy'];
  if ((textOf(valueAt(body, field)) ?? 'Allow') !== 'Allow') return;
  yield {
    message: 'runs of the CronJob may overlap',
    field,
    patches: [setField('let one run at a time', field, 'Forbid')],
  };
}
