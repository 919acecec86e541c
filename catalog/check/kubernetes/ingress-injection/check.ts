import type { Violation } from '#contract/check.ts';
import { fieldOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { injectionIn, injectionInPath } from '#posture/object/ingress-nginx.ts';
import { ingressKinds, isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, ...ingressKinds)) return;
  for (const [key, value] of object.annotations) {
    const found = injectionIn(key, value);
    if (found === undefined) continue;
    const message = `the annotation ${key} has ${found} in it`;
    yield { message, identity: key, field: ['metadata', 'annotations', key] };
  }
  yield* inPaths(object);
}

function* inPaths({ body }: KubeObject): Iterable<Violation> {
  for (const [at, rule] of objectsOf(valueAt(body, ['spec', 'rules'])))
    for (const [index, one] of objectsOf(valueAt(rule, ['http', 'paths']))) {
      const path = textOf(fieldOf(one, 'path')) ?? '';
      const found = injectionInPath(path);
      if (found === undefined) continue;
      const field = ['spec', 'rules', at, 'http', 'paths', index, 'path'];
      yield {
        message: `the path has ${JSON.stringify(found)} in it`,
        identity: path.slice(0, 200),
        field,
      };
    }
}
