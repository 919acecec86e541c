import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textsOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath } of pods) {
    const aliases = objectsOf(fieldOf(spec, 'hostAliases'));
    if (aliases.length === 0) continue;
    const names = aliases.flatMap(([, one]) => textsOf(fieldOf(one, 'hostnames')));
    yield {
      message: `the pod names hosts itself: ${names.slice(0, 10).join(', ')}`,
      identity: 'hostAliases',
      field: [...specPath, 'hostAliases'],
    };
  }
}
