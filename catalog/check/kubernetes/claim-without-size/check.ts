import type { Violation } from '#contract/check.ts';
import { objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ object: { kind, body } }: ObjectSubject): Iterable<Violation> {
  if (kind !== 'StatefulSet') return;
  for (const [at, claim] of objectsOf(valueAt(body, ['spec', 'volumeClaimTemplates']))) {
    const steps = ['spec', 'resources', 'requests', 'storage'];
    if (valueAt(claim, steps) !== undefined) continue;
    const name = textOf(valueAt(claim, ['metadata', 'name'])) ?? '';
    yield {
      message: `the claim "${name}" names no size`,
      identity: name,
      field: ['spec', 'volumeClaimTemplates', at, ...steps],
    };
  }
}
