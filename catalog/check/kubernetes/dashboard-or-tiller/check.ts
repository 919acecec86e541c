import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { parseImage } from '#posture/workload/image.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const image = parseImage(container.image);
    if (image === undefined) continue;
    const isTiller = /(?:^|\/)tiller$/.test(image.repository);
    const isDashboard =
      /(?:^|\/)(?:kubernetesui\/dashboard(?:-\w+)?|kubernetes-dashboard(?:-amd64)?)$/.test(
        image.repository,
      );
    if (!isTiller && !isDashboard) continue;
    yield inContainer(
      container,
      ['image'],
      `${called(container)} runs ${isTiller ? 'Tiller' : 'the Kubernetes dashboard'}`,
      {
        ...(isDashboard && { severity: 'medium' }),
      },
    );
  }
}
