import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { called, inContainer } from '#posture/workload/violation.ts';

const steps = ['securityContext', 'windowsOptions', 'runAsUserName'];

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath, containers } of pods) {
    if (isAdministrator(valueAt(spec, steps)))
      yield {
        message: 'the pod runs as administrator',
        identity: 'pod',
        field: [...specPath, ...steps],
      };
    for (const container of containers) {
      if (!isAdministrator(valueAt(container.body, steps))) continue;
      yield inContainer(container, steps, `${called(container)} runs as administrator`);
    }
  }
}

function isAdministrator(user: unknown): boolean {
  return (
    typeof user === 'string' && /(?:^|\\)(?:container)?administrator$|(?:^|\\)system$/i.test(user)
  );
}
