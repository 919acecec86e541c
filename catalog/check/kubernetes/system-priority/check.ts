import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  if (object.namespace?.endsWith('-system') === true || object.kind === 'DaemonSet') return;
  for (const { spec, specPath } of pods) {
    const name = textOf(fieldOf(spec, 'priorityClassName')) ?? '';
    if (!name.startsWith('system-')) continue;
    yield {
      message: `the pod takes the priority "${name}"`,
      field: [...specPath, 'priorityClassName'],
    };
  }
}
