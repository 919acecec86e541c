import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { duplicatesIn } from '#posture/workload/names.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const pod of subject.pods) {
    for (const { what, name, field } of duplicatesIn(pod))
      yield { message: `the ${what} "${name}" is there twice`, identity: `${what} ${name}`, field };
  }
}
