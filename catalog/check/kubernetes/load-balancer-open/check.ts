import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import {
  isEverywhere,
  isInternal,
  serviceTypeOf,
  sourceRangesOf,
} from '#posture/object/exposure.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (serviceTypeOf(object) !== 'LoadBalancer' || isInternal(object)) return;
  const ranges = sourceRangesOf(object);
  const open = ranges.find(isEverywhere);
  if (ranges.length > 0 && open === undefined) return;
  yield open === undefined
    ? {
        message: 'nothing says which addresses may reach the load balancer',
        field: ['spec', 'type'],
      }
    : { message: `"${open}" is every address`, field: ['spec', 'loadBalancerSourceRanges'] };
}
