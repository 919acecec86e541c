import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { fullName, isMovingTag, parseImage } from '#posture/workload/image.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const policy = textOf(fieldOf(container.body, 'imagePullPolicy'));
    const image = parseImage(container.image);
    if (policy !== 'IfNotPresent' && policy !== 'Never') continue;
    if (image === undefined || image.digest !== undefined || !isMovingTag(image.tag)) continue;
    const field = [...container.path, 'imagePullPolicy'];
    yield inContainer(
      container,
      ['imagePullPolicy'],
      `${called(container)} keeps the first ${fullName(image)}:${image.tag ?? 'latest'}`,
      {
        patches: [setField('pull the image at each start', field, 'Always')],
      },
    );
  }
}
