import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath } of pods) {
    const options = objectsOf(valueAt(spec, ['dnsConfig', 'options']));
    if (
      options.some(
        ([, one]) =>
          fieldOf(one, 'name') === 'ndots' && String(textOf(fieldOf(one, 'value')) ?? '5') !== '5',
      )
    )
      continue;
    yield {
      message: 'the pod looks for short names first',
      field: [...specPath, 'dnsConfig', 'options'],
    };
  }
}
