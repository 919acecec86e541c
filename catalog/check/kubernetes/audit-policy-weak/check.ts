import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { auditFaults } from '#posture/object/audit-policy.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'audit.k8s.io/Policy')) return;
  for (const { text, field } of auditFaults(object)) yield { message: text, identity: text, field };
}
