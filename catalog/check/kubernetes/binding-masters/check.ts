import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { binds } from '#posture/object/bindings.ts';

const toMasters = binds(
  ({ name }) => name === 'system:masters',
  'the group that may do everything',
);

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  const { kind, name } = subject.object;
  if (kind === 'ClusterRoleBinding' && name === 'cluster-admin') return;
  yield* toMasters(subject);
}
