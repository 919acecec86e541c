import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fullName, isMovingTag, parseImage } from '#posture/workload/image.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const image = parseImage(container.image);
    if (image === undefined || image.digest !== undefined || !isMovingTag(image.tag)) continue;
    const { tag } = image;
    const what = tag === undefined ? 'without a tag' : `with the tag "${tag}", which moves`;
    yield inContainer(
      container,
      ['image'],
      `${called(container)} runs ${fullName(image)} ${what}`,
      {
        ...(tag !== undefined && tag.toLowerCase() !== 'latest' && { severity: 'low' }),
      },
    );
  }
}
