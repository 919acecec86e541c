import type { Violation } from '#contract/check.ts';
import { readQuantity } from '#kube/quantity.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { shown } from '#posture/workload/amounts.ts';
import { amountOf } from '#posture/workload/resources.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject, 'regular')) {
    const limit = amountOf(container, 'limits', 'memory');
    const request = amountOf(container, 'requests', 'memory') ?? limit;
    const most = readQuantity(limit);
    if (most === undefined || most <= (readQuantity(request) ?? most)) continue;
    yield inContainer(
      container,
      ['resources', 'requests', 'memory'],
      `${called(container)} requests less memory than its limit of ${shown(limit ?? 0)}`,
    );
  }
}
