import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { atPlace, holderOf, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'hostPorts')) {
    if (place.field.at(-1) !== 'hostPort') continue;
    const protocol =
      textOf(valueAt(subject.object.body, [...place.field.slice(0, -1), 'protocol'])) ?? 'TCP';
    const port = `${protocol} port ${place.value ?? ''}`;
    yield atPlace(place, `${holderOf(place)} takes ${port} of the node`, {
      identity: `${place.container ?? ''} ${port}`,
      patches: [removeField('remove "hostPort"', place.field)],
    });
  }
}
