import type { Violation } from '#contract/check.ts';
import { numberOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';

import { volumesOf } from '#posture/workload/volumes.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { name, body, path } of pods.flatMap(volumesOf)) {
    for (const [source, steps] of [
      ['secret', ['secret']],
      ['projected', ['projected']],
    ] as const) {
      const mode = numberOf(valueAt(body, [...steps, 'defaultMode']));
      if (mode === undefined || (mode & 0o133) === 0) continue;
      yield {
        message: `files of volume "${name}" have the mode 0${mode.toString(8)}`,
        identity: `${name} ${source}`,
        field: [...path, ...steps, 'defaultMode'],
        patches: [
          setField(
            'let only the owner and the group read (0440, which is 288)',
            [...path, ...steps, 'defaultMode'],
            0o440,
          ),
        ],
      };
    }
  }
}
