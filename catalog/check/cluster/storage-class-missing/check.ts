import type { Violation } from '#contract/check.ts';
import { isSlip } from '#kit/edit-distance.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { missing } from '#posture/relation/missing.ts';

/** Files name classes that the provider of the cluster brings: there only a misspelt one is told. */
export function evaluate(subject: ClusterSubject): Iterable<Violation> {
  const { view } = subject;
  const classes = view.ofKind('storage.k8s.io', 'StorageClass');
  const isKnown = view.completeness === 'cluster';
  return missing(
    'storage.k8s.io',
    'StorageClass',
    ({ name }) => isKnown || classes.some((one) => isSlip(one.name, name)),
  )(subject);
}
