import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

const field = ['securityContext', 'privileged'] as const;

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { name, body, path } of pods.flatMap(({ containers }) => containers)) {
    if (valueAt(body, field) !== true) continue;
    yield {
      message: `container "${name}" is privileged`,
      identity: name,
      field: [...path, ...field],
      patches: [
        {
          title: 'remove "privileged"',
          safety: 'review',
          changes: [{ op: 'remove', path: [...path, ...field] }],
        },
      ],
    };
  }
}
