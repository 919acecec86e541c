import { type Selector, selects } from '#kube/selector.ts';
import type { ClusterView, Workload } from '#kube/view.ts';

/**
 * The workloads of a namespace whose pods have the labels that a selector asks for. Indexed by single labels: thousands of
 * selectors in a namespace of thousands of workloads cost no product of both.
 */
export function selectWorkloads(
  view: ClusterView,
  namespace: string | undefined,
  selector: Selector,
): readonly Workload[] {
  const exact = selector.requirements.find(
    ({ operator, values }) => operator === 'In' && values.length === 1,
  );
  const some =
    exact === undefined
      ? view.workloadsIn(namespace)
      : (byLabel(view).get(`${namespace}\n${exact.key}\n${exact.values[0]}`) ?? []);
  return some.filter(({ pod }) => selects(selector, pod.labels));
}

function byLabel(view: ClusterView): ReadonlyMap<string, readonly Workload[]> {
  return view.memo('posture workloads by label', () => {
    const index = new Map<string, Workload[]>();
    for (const workload of view.workloads)
      for (const [key, value] of workload.pod.labels) {
        const name = `${workload.object.namespace}\n${key}\n${value}`;
        const known = index.get(name);
        if (known === undefined) index.set(name, [workload]);
        else known.push(workload);
      }
    return index;
  });
}
