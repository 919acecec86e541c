import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { parseImage } from '#posture/workload/image.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const image = parseImage(container.image);
    if (image === undefined || image.digest !== undefined) continue;
    const isLatest = image.tag === undefined || image.tag === 'latest';
    const policy =
      textOf(fieldOf(container.body, 'imagePullPolicy')) ?? (isLatest ? 'Always' : 'IfNotPresent');
    if (policy === 'Always') continue;
    yield inContainer(container, ['imagePullPolicy'], `${called(container)} is pulled ${policy}`, {
      patches: [
        setField(
          'ask the registry at each start',
          [...container.path, 'imagePullPolicy'],
          'Always',
        ),
      ],
    });
  }
}
