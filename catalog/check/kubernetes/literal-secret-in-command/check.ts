import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { secretArguments } from '#posture/workload/command-secrets.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    for (const { steps, option } of secretArguments(container)) {
      const what = option === undefined ? 'a secret' : `the secret "${option}"`;
      yield inContainer(container, steps, `${called(container)} has ${what} in its command line`, {
        detail: option ?? steps.join('/'),
        ...(option !== undefined && { severity: 'medium' }),
      });
    }
  }
}
