import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'apiextensions.k8s.io/CustomResourceDefinition') || object.version !== 'v1')
    return;
  for (const [at, version] of objectsOf(valueAt(object.body, ['spec', 'versions']))) {
    const schema = valueAt(version, ['schema', 'openAPIV3Schema']);
    const isOpen =
      fieldOf(schema, 'x-kubernetes-preserve-unknown-fields') === true &&
      !isObject(fieldOf(schema, 'properties'));
    if (isObject(schema) && !isOpen) continue;
    yield { identity: `${at}`, field: ['spec', 'versions', at, 'schema', 'openAPIV3Schema'] };
  }
}
