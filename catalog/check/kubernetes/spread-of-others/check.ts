import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { concerns, spreadRules } from '#posture/workload/placement.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  for (const pod of pods) {
    const rules = spreadRules(pod).filter(({ steps }) => steps[0] === 'topologySpreadConstraints');
    for (const rule of rules) {
      if (pod.labels.size === 0 || concerns(rule, pod, object.namespace)) continue;
      yield {
        message: 'the rule selects other pods than those of the workload',
        identity: rule.steps.join('/'),
        field: [...pod.specPath, ...rule.steps, 'labelSelector'],
      };
    }
  }
}
