import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { atPlace, holderOf, placesIn } from '#posture/workload/violation.ts';

/** In the network of the node these are the node itself; in its own they are nobody's. */
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'hostProbesAndHostLifecycle')) {
    const host = place.value ?? '';
    yield atPlace(
      place,
      `a probe or hook of ${holderOf(place)} connects to ${JSON.stringify(host)}`,
      {
        identity: `${place.container ?? ''} ${place.field.slice(-3).join('.')} ${host}`,
        ...(loopback.has(host) && { severity: 'low' }),
        patches: [removeField('remove "host"', place.field)],
      },
    );
  }
}
