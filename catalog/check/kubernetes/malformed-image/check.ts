import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { parseImage } from '#posture/workload/image.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const { image } = container;
    if (image === '' || /[${}<>\n]/.test(image)) continue; // left by a template
    const name = parseImage(image);
    if (name !== undefined && !/[A-Z]/.test(name.repository) && !name.repository.includes('//'))
      continue;
    yield inContainer(
      container,
      ['image'],
      `${called(container)} names the image ${JSON.stringify(image.slice(0, 200))}`,
    );
  }
}
