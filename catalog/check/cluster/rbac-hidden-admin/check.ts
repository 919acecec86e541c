import { hiddenAdmins } from '#access/role-findings.ts';
import type { Violation } from '#contract/check.ts';
import type { ClusterSubject } from '#kube/subject.ts';

export function evaluate(subject: ClusterSubject): Iterable<Violation> {
  return hiddenAdmins(subject);
}
