import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isRightKey, isRightValue } from '#posture/object/names.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  const places = [
    { path: ['metadata'], labels: object.labels, annotations: object.annotations },
    ...pods
      .filter(({ path }) => path.length > 0)
      .map((pod) => ({ ...pod, path: [...pod.path, 'metadata'] })),
  ];
  for (const { path, labels, annotations } of places) {
    for (const [key, value] of labels)
      if (!isRightKey(key) || !isRightValue(value))
        yield {
          message: `"${key}: ${value}" is no label`,
          identity: key,
          field: [...path, 'labels', key],
        };
    for (const key of annotations.keys())
      if (!isRightKey(key))
        yield {
          message: `"${key}" is no key`,
          identity: key,
          field: [...path, 'annotations', key],
        };
  }
}
