import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const sshPorts: readonly unknown[] = [22, 2222, 'ssh'];
const servers = /git|gitea|gitlab|gogs|sftp|bastion|jump/i;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  // repositories are served over SSH on purpose
  if (!isKind(object, '/Service') || servers.test(object.name)) return;
  for (const [at, port] of objectsOf(valueAt(object.body, ['spec', 'ports'])))
    for (const name of ['targetPort', 'port'])
      if (sshPorts.includes(fieldOf(port, name))) {
        yield { identity: `${at}`, field: ['spec', 'ports', at, name] };
        break;
      }
}
