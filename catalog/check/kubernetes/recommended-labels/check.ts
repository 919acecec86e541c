import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isOwned } from '#posture/workload/controller.ts';

const usual = ['app.kubernetes.io/name', 'app', 'k8s-app', 'name'];

export function* evaluate({ object, pods, settings }: ObjectSubject): Iterable<Violation> {
  if (pods.length === 0 || isOwned(object)) return;
  const places = new Map<string, ReadonlyMap<string, string>>([['metadata', object.labels]]);
  for (const { path, labels } of pods) places.set([...path, 'metadata'].join('/'), labels);
  for (const [path, labels] of places) {
    for (const key of lacking(labels, settings.requiredLabels))
      yield {
        message: `there is no label "${key}"`,
        identity: `${path} ${key}`,
        field: [...path.split('/'), 'labels', key],
      };
  }
}

function lacking(
  labels: ReadonlyMap<string, string>,
  required: readonly string[],
): readonly string[] {
  if (required.length > 0) return required.filter((key) => !labels.has(key));
  return usual.some((key) => labels.has(key)) ? [] : ['app.kubernetes.io/name'];
}
