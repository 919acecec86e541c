import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';

const label = 'app.kubernetes.io/instance';

export function* evaluate({ object: { name, labels }, pods }: ObjectSubject): Iterable<Violation> {
  if (pods.length === 0 || name === '' || labels.get(label) === name) return;
  const field = ['metadata', 'labels', label];
  yield {
    message: `the label is ${JSON.stringify(labels.get(label) ?? '')}, the name "${name}"`,
    field,
  };
}
