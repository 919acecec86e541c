import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { variablesOf } from '#posture/workload/environment.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const seen = new Set<string>();
    for (const { name, steps } of variablesOf(container)) {
      if (seen.has(name))
        yield inContainer(
          container,
          [...steps, 'name'],
          `${called(container)} sets ${name} twice`,
          { detail: name },
        );
      seen.add(name);
    }
  }
}
