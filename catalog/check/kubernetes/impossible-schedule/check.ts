import type { Violation } from '#contract/check.ts';
import { numberOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { scheduleFault } from '#posture/workload/schedule.ts';

export function* evaluate({ object: { group, kind, body } }: ObjectSubject): Iterable<Violation> {
  if (group !== 'batch' || kind !== 'CronJob') return;
  const schedule = textOf(valueAt(body, ['spec', 'schedule'])) ?? '';
  const fault = /[${}]/.test(schedule) ? undefined : scheduleFault(schedule);
  if (fault !== undefined)
    yield {
      message: `schedule ${JSON.stringify(schedule.slice(0, 100))}: ${fault}`,
      identity: 'schedule',
      field: ['spec', 'schedule'],
    };
  const field = ['spec', 'startingDeadlineSeconds'];
  const deadline = numberOf(valueAt(body, field));
  if (deadline !== undefined && deadline < 10)
    yield {
      message: `the controller looks every 10 seconds, and has ${deadline}`,
      identity: 'deadline',
      field,
    };
}
