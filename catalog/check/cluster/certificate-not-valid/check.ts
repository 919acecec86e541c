import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { certificatesIn, validity } from '#posture/relation/certificates.ts';

export function* evaluate({ view, now }: ClusterSubject): Iterable<Violation> {
  for (const { secret, path, facts } of certificatesIn(view)) {
    const fault = validity(facts, now);
    if (fault === undefined) continue;
    yield {
      message: `the certificate of ${facts.subject} ${fault.text}`,
      identity: path.join('/'),
      object: referenceOf(secret),
      field: path,
      ...(!fault.isOver && { severity: 'medium' as const }),
    };
  }
}
