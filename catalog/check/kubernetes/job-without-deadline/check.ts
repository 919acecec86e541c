import type { Violation } from '#contract/check.ts';
import { fieldOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isOwned, jobSpecPath } from '#posture/workload/controller.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  const path = jobSpecPath(object);
  if (path === undefined || isOwned(object)) return;
  const deadlines = [
    valueAt(object.body, [...path, 'activeDeadlineSeconds']),
    ...pods.map(({ spec }) => fieldOf(spec, 'activeDeadlineSeconds')),
  ];
  if (deadlines.every((deadline) => deadline === undefined))
    yield { message: 'the job has no deadline', field: [...path, 'activeDeadlineSeconds'] };
}
