import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath } of pods) {
    const policy = textOf(fieldOf(spec, 'restartPolicy')) ?? '';
    if (policy === 'Always' || policy === 'OnFailure') continue;
    const message =
      policy === '' ? 'no restart policy is written' : `the restart policy is ${policy}`;
    yield { message, identity: 'restart', field: [...specPath, 'restartPolicy'] };
  }
}
