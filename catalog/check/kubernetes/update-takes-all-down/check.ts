import type { Violation } from '#contract/check.ts';
import { numberOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { countOf } from '#posture/workload/placement.ts';

export function* evaluate({ object: { kind, body } }: ObjectSubject): Iterable<Violation> {
  if (kind !== 'Deployment') return;
  const path = ['spec', 'strategy', 'rollingUpdate'];
  const replicas = numberOf(valueAt(body, ['spec', 'replicas'])) ?? 1;
  const down = countOf(valueAt(body, [...path, 'maxUnavailable']), replicas);
  const more = countOf(valueAt(body, [...path, 'maxSurge']), replicas) ?? 1;
  if (down === undefined || replicas < 2) return;
  const field = [...path, 'maxUnavailable'];
  if (down >= replicas)
    yield { message: 'an update may stop all pods at once', identity: 'all', field };
  if (down === 0 && more === 0)
    yield { message: 'an update may neither stop nor add a pod', identity: 'none', field };
}
