import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { serviceTypeOf } from '#posture/object/exposure.ts';
import { setField } from '#posture/patch.ts';

const field = ['spec', 'externalTrafficPolicy'] as const;
const better: ReadonlyMap<string, string> = new Map([
  ['LoadBalancer Cluster', 'Local'],
  ['NodePort Local', 'Cluster'],
]);

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  const type = serviceTypeOf(object);
  const policy = textOf(valueAt(object.body, field)) ?? 'Cluster';
  const wanted = better.get(`${type} ${policy}`);
  if (wanted === undefined) return;
  yield {
    message: `${type} with the policy ${policy}`,
    field,
    patches: [setField(`use the policy ${wanted}`, field, wanted)],
  };
}
