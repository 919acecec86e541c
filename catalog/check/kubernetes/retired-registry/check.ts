import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { fullName, parseImage } from '#posture/workload/image.ts';
import { called, containersIn, inContainer } from '#posture/workload/violation.ts';

/** What is no longer kept, with where it lives today. */
const retired: readonly (readonly [string, string | undefined])[] = [
  ['k8s.gcr.io/', 'registry.k8s.io/'],
  ['gcr.io/google_containers/', 'registry.k8s.io/'],
  ['gcr.io/google-containers/', 'registry.k8s.io/'],
  ['gcr.io/kubernetes-helm/', undefined],
  ['docker.io/bitnamilegacy/', undefined],
  ['quay.io/kubernetes-ingress-controller/', 'registry.k8s.io/ingress-nginx/'],
];

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const container of containersIn(subject)) {
    const image = parseImage(container.image);
    if (image === undefined) continue;
    const [old, today] = retired.find(([prefix]) => fullName(image).startsWith(prefix)) ?? [];
    if (old === undefined) continue;
    const name = today && container.image.replace(/^docker\.io\//, '').replace(old, today);
    yield inContainer(
      container,
      ['image'],
      `${called(container)} runs ${fullName(image)}: ${old} is retired`,
      {
        patches:
          name === undefined
            ? []
            : [setField(`take it from ${today}`, [...container.path, 'image'], name)],
      },
    );
  }
}
