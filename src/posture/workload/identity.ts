import type { Violation } from '#contract/check.ts';
import { fieldOf, listOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { PodSecurityPlace } from '#model/pod-security.ts';
import { setField } from '../patch.ts';
import { effective } from './security-context.ts';
import { atPlace, holderOf, lacksIn, placedContainers, placesIn } from './violation.ts';

/** Containers that nothing keeps from running as root. */
export function* userFaults(subject: ObjectSubject): Generator<Violation> {
  for (const place of placesIn(subject, 'runAsNonRoot')) {
    if (place.value === undefined) continue;
    yield nonRootFault(place, `${holderOf(place)} allows root`);
  }
  for (const place of lacksIn(subject, 'runAsNonRoot', ['runAsNonRoot'])) {
    const isUser = hasUser(subject, place);
    const message = isUser
      ? `${holderOf(place)} names a user, but does not refuse root`
      : `${holderOf(place)} may run as root`;
    yield { ...nonRootFault(place, message), ...(isUser && { severity: 'negligible' }) };
  }
}

function nonRootFault(place: PodSecurityPlace, message: string): Violation {
  return atPlace(place, message, {
    identity: place.container ?? 'pod',
    patches: [setField('refuse to run as root', place.field, true)],
  });
}

/** Whether all containers that a place stands for name a user above 0. */
function hasUser(subject: ObjectSubject, { container }: PodSecurityPlace): boolean {
  return [...placedContainers(subject)]
    .filter(([{ name }]) => container === undefined || name === container)
    .every(([one, pod]) => {
      const user = effective(pod, one, 'runAsUser');
      return typeof user === 'number' && user > 0;
    });
}

/** Fields that make group 0 a group of containers or of their files. */
export function* groupFaults({ pods }: ObjectSubject): Generator<Violation> {
  for (const { spec, specPath, containers } of pods) {
    const security = fieldOf(spec, 'securityContext');
    const path = [...specPath, 'securityContext'];
    for (const field of ['runAsGroup', 'fsGroup'])
      if (fieldOf(security, field) === 0) yield groupFault([...path, field]);
    for (const [at, group] of listOf(fieldOf(security, 'supplementalGroups')).entries())
      if (group === 0) yield groupFault([...path, 'supplementalGroups', at]);
    for (const { body, path: own, name } of containers)
      if (valueAt(body, ['securityContext', 'runAsGroup']) === 0)
        yield groupFault([...own, 'securityContext', 'runAsGroup'], name);
  }
}

function groupFault(field: FieldPath, container?: string): Violation {
  const place = { field, ...(container !== undefined && { container }) };
  const name = field.findLast((step) => typeof step === 'string');
  return atPlace(place, `${holderOf(place)} has ${String(name)} 0`);
}
