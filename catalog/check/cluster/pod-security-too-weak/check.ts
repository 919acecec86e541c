import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { podSecurityLevels } from '#model/pod-security.ts';
import { setField } from '#posture/patch.ts';

import { levelOf } from '#posture/pod-security/evaluate.ts';
import { ownNamespaces } from '#posture/relation/namespaces.ts';

const label = 'pod-security.kubernetes.io/enforce';

export function* evaluate({ view, settings }: ClusterSubject): Iterable<Violation> {
  for (const namespace of ownNamespaces(view)) {
    const workloads = view.workloadsIn(namespace.name);
    const levels = workloads.map(({ pod }) =>
      podSecurityLevels.indexOf(levelOf(settings.minor, pod)),
    );
    const now = podSecurityLevels.findIndex((level) => level === namespace.labels.get(label));
    const possible = podSecurityLevels[Math.min(...levels)];
    if (workloads.length === 0 || possible === undefined || Math.min(...levels) <= Math.max(now, 0))
      continue;
    const field = ['metadata', 'labels', label];
    yield {
      message: `all workloads of "${namespace.name}" pass the level ${possible}`,
      object: referenceOf(namespace),
      field,
      patches: [setField(`enforce the level ${possible}`, field, possible)],
    };
  }
}
