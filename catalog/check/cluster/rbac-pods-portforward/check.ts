import { riskViolations } from '#access/findings.ts';
import type { Violation } from '#contract/check.ts';
import type { ClusterSubject } from '#kube/subject.ts';

export function evaluate(subject: ClusterSubject): Iterable<Violation> {
  return riskViolations(subject, 'pods-portforward');
}
