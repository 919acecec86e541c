import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ object: { group, kind, body } }: ObjectSubject): Iterable<Violation> {
  if (group !== 'batch' || kind !== 'CronJob') return;
  yield {
    message: `it runs at ${JSON.stringify(textOf(valueAt(body, ['spec', 'schedule'])) ?? '')}`,
    identity: 'cron',
    field: ['spec', 'schedule'],
  };
}
