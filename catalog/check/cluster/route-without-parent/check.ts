import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { routesIn } from '#posture/relation/backends.ts';
import { faultOfParent } from '#posture/relation/grants.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const route of routesIn(view)) {
    const parents = objectsOf(valueAt(route.body, ['spec', 'parentRefs']));
    if (parents.length === 0)
      yield {
        message: 'it names no Gateway',
        object: referenceOf(route),
        field: ['spec', 'parentRefs'],
      };
    for (const [at, parent] of parents) {
      if ((textOf(fieldOf(parent, 'kind')) ?? 'Gateway') !== 'Gateway') continue;
      const message = faultOfParent(view, route, parent);
      if (message === undefined) continue;
      yield {
        message,
        identity: message,
        object: referenceOf(route),
        field: ['spec', 'parentRefs', at, 'name'],
      };
    }
  }
}
