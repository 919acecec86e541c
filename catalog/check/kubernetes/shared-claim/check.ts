import type { Violation } from '#contract/check.ts';
import { objectsOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ object: { kind, body } }: ObjectSubject): Iterable<Violation> {
  if (kind !== 'StatefulSet') return;
  for (const [at, claim] of objectsOf(valueAt(body, ['spec', 'volumeClaimTemplates']))) {
    const modes = textsOf(valueAt(claim, ['spec', 'accessModes']));
    if (modes.some((mode) => mode.startsWith('ReadWriteOnce'))) continue;
    const name = textOf(valueAt(claim, ['metadata', 'name'])) ?? '';
    yield {
      message: `the claim "${name}" is not for one node alone`,
      identity: name,
      field: ['spec', 'volumeClaimTemplates', at, 'spec', 'accessModes'],
    };
  }
}
