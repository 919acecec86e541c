import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { referencesIn } from '#posture/relation/missing.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  for (const { from, kind, name, namespace, key, isOptional, path } of referencesIn(view)) {
    const found =
      key === undefined || isOptional ? undefined : view.find('', kind, name, namespace);
    const maps = ['data', 'stringData', 'binaryData'].map((field) => fieldOf(found?.body, field));
    // the values of a live Secret may have been left out
    if (key === undefined || !maps.some(isObject)) continue;
    if (maps.some((one) => fieldOf(one, key) !== undefined)) continue;
    const message = `the ${kind} "${name}" has no key "${key}"`;
    yield { message, identity: message, object: referenceOf(from), field: path };
  }
}
