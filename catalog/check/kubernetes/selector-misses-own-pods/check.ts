import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { selectsOwnPods } from '#posture/workload/placement.ts';

const needed: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
]);

export function* evaluate({
  object: { group, kind, body },
  pods: [pod],
}: ObjectSubject): Iterable<Violation> {
  const isPlain = kind === 'ReplicationController' || kind === 'DeploymentConfig';
  if (pod === undefined || (!isPlain && !(needed.has(kind) && group === 'apps'))) return;
  const own = selectsOwnPods(body, pod, isPlain);
  if (own === true || (own === undefined && isPlain)) return;
  const message =
    own === undefined ? 'there is no selector' : 'the labels of the pods do not match the selector';
  yield { message, field: ['spec', 'selector'] };
}
