import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { emptyPeers } from '#posture/relation/selects-nothing.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const policy of view.ofKind('networking.k8s.io', 'NetworkPolicy'))
    for (const { selector, path, text } of emptyPeers(view, policy))
      yield {
        message: `the ${selector} of a peer selects nothing`,
        identity: `${selector} ${text}`,
        object: referenceOf(policy),
        field: path,
      };
}
