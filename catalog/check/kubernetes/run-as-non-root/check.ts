import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { userFaults } from '#posture/workload/identity.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  yield* userFaults(subject);
}
