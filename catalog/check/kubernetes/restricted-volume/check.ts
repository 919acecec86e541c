import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { atPlace, placesIn } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const place of placesIn(subject, 'restrictedVolumes')) {
    if (place.value === 'hostPath') continue;
    yield atPlace(place, `volume "${place.volume ?? ''}" is of type ${place.value ?? ''}`, {
      ...(place.value === 'gitRepo' && { severity: 'high' }), // CVE-2024-10220: commands on the node
    });
  }
}
