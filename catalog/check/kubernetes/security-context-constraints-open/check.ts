import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

const switches = [
  'allowPrivilegedContainer',
  'allowHostDirVolumePlugin',
  'allowHostIPC',
  'allowHostPID',
  'allowHostNetwork',
];
const shipped = /^(?:privileged|node-exporter|host(?:access|mount-anyuid|network)(?:-v2)?)$/;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (object.kind !== 'SecurityContextConstraints' || shipped.test(object.name)) return;
  for (const name of switches)
    if (fieldOf(object.body, name) === true)
      yield { message: `"${name}" is on`, identity: name, field: [name] };
}
