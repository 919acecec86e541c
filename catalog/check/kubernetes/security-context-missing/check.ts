import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import type { Json } from '#model/json-value.ts';
import { securityOf } from '#posture/workload/security-context.ts';
import { called, inContainer } from '#posture/workload/violation.ts';

const step = ['securityContext'];

export function* evaluate({ pods }: ObjectSubject): Iterable<Violation> {
  for (const { spec, specPath, containers } of pods) {
    if (isSet(fieldOf(spec, 'securityContext'))) continue;
    yield {
      message: 'the pod has no security context',
      identity: 'pod',
      field: [...specPath, ...step],
    };
    for (const container of containers)
      if (container.type !== 'ephemeral' && !isSet(securityOf(container)))
        yield inContainer(container, step, `${called(container)} has no security context`);
  }
}

function isSet(security: Json | undefined): boolean {
  return isObject(security) && Object.keys(security).length > 0;
}
