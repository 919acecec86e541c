import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { nodeFaults } from '#posture/object/node-info.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Node')) return;
  for (const { cve, field, value } of nodeFaults(object))
    yield { message: `${value} has ${cve}`, identity: cve, field: ['status', 'nodeInfo', field] };
}
