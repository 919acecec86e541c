import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { openProgram } from '#posture/workload/open-programs.ts';
import { called, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const pod of subject.pods) {
    for (const container of pod.containers) {
      const program = openProgram(subject.object, pod, container);
      if (program === undefined) continue;
      yield inContainer(container, ['image'], `${called(container)} runs ${program}`, {
        ...(program !== 'Tiller' && { severity: 'medium' }),
      });
    }
  }
}
