import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { ClusterView } from '#kube/view.ts';
import { isBinding, subjectsOf } from '#posture/object/bindings.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const bound = boundDefaults(view);
  for (const { object, pod } of view.workloads) {
    const account = textOf(valueAt(pod.spec, ['serviceAccountName'])) ?? 'default';
    const binding = bound.get(object.namespace ?? '');
    if (account !== 'default' || binding === undefined) continue;
    yield {
      message: `the ${binding} gives it rights`,
      identity: binding,
      object: referenceOf(object),
      field: [...pod.specPath, 'serviceAccountName'],
    };
  }
}

/** A binding of the default service account of each namespace. */
function boundDefaults(view: ClusterView): ReadonlyMap<string, string> {
  const bound = new Map<string, string>();
  for (const binding of view.objects.filter(isBinding))
    for (const { kind, name, namespace = '' } of subjectsOf(binding))
      if (kind === 'ServiceAccount' && name === 'default')
        bound.set(namespace, `${binding.kind} "${binding.name}"`);
  return bound;
}
