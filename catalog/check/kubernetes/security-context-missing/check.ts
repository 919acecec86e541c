import type { Violation } from '#contract/check.ts';
import { isObject } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { securityOf } from '#posture/workload/security-context.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject, 'regular', 'init')) {
    const security = securityOf(container);
    if (isObject(security) && Object.keys(security).length > 0) continue;
    yield inContainer(
      container,
      ['securityContext'],
      `${called(container)} has no security context`,
    );
  }
}
