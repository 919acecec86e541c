import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { replicasOf } from '#posture/workload/controller.ts';
import { concerns, spreadRules } from '#posture/workload/placement.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  if ((replicasOf(object) ?? 1) < 2) return;
  for (const pod of pods) {
    if (spreadRules(pod).some((rule) => concerns(rule, pod, object.namespace))) continue;
    yield {
      message: `nothing keeps the ${replicasOf(object) ?? 2} pods apart`,
      field: pod.specPath,
    };
  }
}
