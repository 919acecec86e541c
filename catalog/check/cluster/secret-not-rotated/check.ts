import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { changedAt } from '#posture/relation/secret-use.ts';
import { secretTypeOf } from '#posture/secret/secret-object.ts';

const dayMs = 86_400_000;

export function* evaluate({ view, settings, now }: ClusterSubject): Iterable<Violation> {
  for (const secret of view.ofKind('', 'Secret')) {
    const time = changedAt(secret);
    if (secret.uid === undefined || time === undefined) continue;
    // certificates end by themselves, releases of Helm are no secrets
    if (/^(?:kubernetes\.io\/tls|helm\.sh\/.*)$/.test(secretTypeOf(secret))) continue;
    const days = Math.floor((now.getTime() - time) / dayMs);
    if (days <= settings.rotationDays) continue;
    yield {
      message: `it is ${days} days old`,
      identity: 'age',
      object: referenceOf(secret),
      field: ['metadata', 'creationTimestamp'],
    };
  }
}
