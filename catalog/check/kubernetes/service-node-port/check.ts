import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { serviceTypeOf } from '#posture/object/exposure.ts';
import { setField } from '#posture/patch.ts';

const field = ['spec', 'type'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (serviceTypeOf(object) !== 'NodePort') return;
  yield { field, patches: [setField('use ClusterIP', field, 'ClusterIP', 'idea')] };
}
