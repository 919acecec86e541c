import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fullName, parseImage } from '#posture/workload/image.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const image = parseImage(container.image);
    if (image === undefined ? !container.image.includes('@') : image.digest !== undefined) continue;
    const name = image === undefined ? container.image.slice(0, 200) : fullName(image);
    yield inContainer(container, ['image'], `${called(container)} runs ${name} without a digest`);
  }
}
