import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fullName, parseImage } from '#posture/workload/image.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject, 'regular')) {
    const image = parseImage(container.image);
    if (image === undefined) continue;
    if (
      !/(?:^|\/)(?:ingress-nginx\/controller|ingress-nginx-controller|nginx-ingress-controller)(?:-chroot)?$/.test(
        fullName(image),
      )
    )
      continue;
    yield inContainer(
      container,
      ['image'],
      `${called(container)} runs ${fullName(image)}, which gets no fixes any more`,
    );
  }
}
