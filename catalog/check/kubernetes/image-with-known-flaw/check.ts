import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fullName, parseImage } from '#posture/workload/image.ts';
import { flawsOf } from '#posture/workload/image-flaws.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const image = parseImage(container.image);
    if (image === undefined) continue;
    const name = `${fullName(image)}:${image.tag ?? ''}`;
    for (const { cve, alias } of flawsOf(image)) {
      yield inContainer(
        container,
        ['image'],
        `${called(container)} runs ${name}, which has ${cve}`,
        {
          detail: cve,
          aliases: [alias, `cve:${cve}`],
        },
      );
    }
  }
}
