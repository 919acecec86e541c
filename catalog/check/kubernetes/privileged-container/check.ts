import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { Json } from '#model/json-value.ts';
import { removeField } from '#posture/patch.ts';
import { atPlace, containersIn, holderOf, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  // the API server refuses containers whose mounts appear on the node and that are not privileged
  const bound = new Set(
    containersIn(subject)
      .filter(({ body }) => propagates(body))
      .map(({ name }) => name),
  );
  for (const place of placesIn(subject, 'privileged'))
    yield atPlace(place, `${holderOf(place)} is privileged`, {
      patches: bound.has(place.container ?? '')
        ? []
        : [removeField('remove "privileged"', place.field)],
    });
}

function propagates(body: Json): boolean {
  return objectsOf(fieldOf(body, 'volumeMounts')).some(
    ([, mount]) => fieldOf(mount, 'mountPropagation') === 'Bidirectional',
  );
}
