import type { Violation } from '#contract/check.ts';
import { fieldOf, listOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

const switches = ['privileged', 'hostPID', 'hostIPC', 'hostNetwork'];
const names = ['allowedCapabilities', 'defaultAddCapabilities'];

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'policy/PodSecurityPolicy', 'extensions/PodSecurityPolicy')) return;
  const spec = fieldOf(object.body, 'spec');
  for (const name of switches)
    if (fieldOf(spec, name) === true)
      yield { message: `"${name}" is allowed`, identity: name, field: ['spec', name] };
  for (const name of names)
    if (listOf(fieldOf(spec, name)).length > 0)
      yield { message: `"${name}" lets capabilities in`, identity: name, field: ['spec', name] };
  if (fieldOf(spec, 'allowPrivilegeEscalation') !== false)
    yield {
      message: 'programs may gain rights',
      identity: 'escalation',
      field: ['spec', 'allowPrivilegeEscalation'],
    };
  if (valueAt(spec, ['runAsUser', 'rule']) === 'RunAsAny')
    yield {
      message: 'containers may run as root',
      identity: 'root',
      field: ['spec', 'runAsUser', 'rule'],
    };
  if (listOf(fieldOf(spec, 'requiredDropCapabilities')).length === 0)
    yield {
      message: 'no capability has to be dropped',
      identity: 'drop',
      field: ['spec', 'requiredDropCapabilities'],
    };
}
