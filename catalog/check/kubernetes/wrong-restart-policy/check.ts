import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { jobSpecPath } from '#posture/workload/controller.ts';

const always: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
]);

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  const isJob = jobSpecPath(object) !== undefined;
  if (!isJob && !(always.has(object.kind) && (object.group === 'apps' || object.group === '')))
    return;
  for (const { spec, specPath } of pods) {
    const policy = textOf(fieldOf(spec, 'restartPolicy')) ?? 'Always';
    if (isJob ? policy !== 'Always' : policy === 'Always') continue;
    yield {
      message: `pods of a ${object.kind} cannot have the restart policy ${policy}`,
      field: [...specPath, 'restartPolicy'],
    };
  }
}
