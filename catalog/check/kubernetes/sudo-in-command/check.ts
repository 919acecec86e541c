import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { argumentsOf } from '#posture/workload/environment.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const found = argumentsOf(container).find(({ text }) =>
      /(?:^|[\s;&|(/])sudo(?:\s|$)/.test(text.slice(0, 10_000)),
    );
    if (found === undefined) continue;
    yield inContainer(container, found.steps, `${called(container)} calls sudo`);
  }
}
