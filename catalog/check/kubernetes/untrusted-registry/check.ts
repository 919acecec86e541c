import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fullName, isFrom, parseImage } from '#posture/workload/image.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

/** Registries into which anybody pushes. */
const open: ReadonlySet<string> = new Set(['ttl.sh']);
/** Addresses of the internet; those of a house of one's own are left out. */
const address =
  /^(?!(?:10|127|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.)\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/;

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  const { trustedRegistries } = subject.settings;
  for (const container of containersIn(subject)) {
    const image = parseImage(container.image);
    if (image === undefined || trustedRegistries.some((prefix) => isFrom(image, prefix))) continue;
    const isOpen = open.has(image.registry) || address.test(image.registry);
    if (!isOpen && trustedRegistries.length === 0) continue;
    yield inContainer(
      container,
      ['image'],
      `${called(container)} runs ${fullName(image)}, which is of no trusted registry`,
    );
  }
}
