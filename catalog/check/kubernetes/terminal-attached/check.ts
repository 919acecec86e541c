import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject, 'regular')) {
    const found = ['stdin', 'tty'].filter((name) => fieldOf(container.body, name) === true);
    if (found.length === 0) continue;
    const changes = found.map(
      (name) => ({ op: 'remove', path: [...container.path, name] }) as const,
    );
    yield inContainer(
      container,
      found.slice(0, 1),
      `${called(container)} sets ${found.join(' and ')}`,
      {
        patches: [{ title: `remove ${found.join(' and ')}`, safety: 'review', changes }],
      },
    );
  }
}
