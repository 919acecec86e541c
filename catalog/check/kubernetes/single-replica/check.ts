import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { replicasOf } from '#posture/workload/controller.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  if (object.kind !== 'Deployment' && object.kind !== 'DeploymentConfig') return;
  if (pods.length === 0 || (replicasOf(object) ?? 1) !== 1) return;
  yield { message: 'the workload has one pod', field: ['spec', 'replicas'] };
}
