import { booleanOf, fieldOf, listOf, objectsOf, valueAt } from '#kube/json.ts';
import type { ClusterView } from '#kube/view.ts';

/** How many pods answer for each Service that has endpoints objects, as `namespace/name`; others are not there. */
export function endpointCounts(view: ClusterView): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  function add(key: string, count: number): void {
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  for (const { labels, namespace, body } of view.ofKind('discovery.k8s.io', 'EndpointSlice')) {
    const service = labels.get('kubernetes.io/service-name');
    const ready = objectsOf(fieldOf(body, 'endpoints')).filter(
      ([, one]) => booleanOf(valueAt(one, ['conditions', 'ready'])) !== false,
    );
    if (service !== undefined) add(`${namespace}/${service}`, ready.length);
  }
  for (const { name, namespace, body } of view.ofKind('', 'Endpoints')) {
    if (counts.has(`${namespace}/${name}`)) continue;
    const subsets = objectsOf(fieldOf(body, 'subsets'));
    const ready = subsets.flatMap(([, one]) => listOf(fieldOf(one, 'addresses')));
    add(`${namespace}/${name}`, ready.length);
  }
  return counts;
}
