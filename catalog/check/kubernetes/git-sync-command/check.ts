import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { removeField } from '#posture/patch.ts';
import { variablesOf } from '#posture/workload/environment.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const found = variablesOf(container).find(({ name }) => name === 'GITSYNC_GIT');
    if (found === undefined) continue;
    yield inContainer(
      container,
      [...found.steps, 'name'],
      `${called(container)} sets GITSYNC_GIT`,
      {
        patches: [removeField('remove GITSYNC_GIT', [...container.path, ...found.steps])],
      },
    );
  }
}
