import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { needsEscalation } from '#posture/workload/security-context.ts';
import { atPlace, containersIn, holderOf, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  // the API server refuses the field beside these
  const bound = new Set(
    containersIn(subject)
      .filter(needsEscalation)
      .map(({ name }) => name),
  );
  for (const place of placesIn(subject, 'allowPrivilegeEscalation')) {
    const does = place.value === undefined ? 'does not forbid' : 'allows';
    const isBound = bound.has(place.container ?? '');
    yield atPlace(place, `${holderOf(place)} ${does} privilege escalation`, {
      identity: place.container ?? '',
      patches: isBound ? [] : [setField('forbid privilege escalation', place.field, false)],
    });
  }
}
