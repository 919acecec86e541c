import { fieldOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { readSelector } from '#kube/selector.ts';
import type { ClusterView } from '#kube/view.ts';

/** Two objects that get in each other's way: the earlier and the later one. */
export type Pair = readonly [KubeObject, KubeObject];

/**
 * Objects that files of one directory define twice. Variants of an application stand in directories of their own, so the same
 * name elsewhere is no fault.
 */
export function duplicatesIn(view: ClusterView): readonly Pair[] {
  if (view.completeness === 'cluster') return [];
  const groups = Map.groupBy(
    view.objects.filter(({ name }) => name !== ''),
    (one) => [placeOf(one), one.group, one.kind, one.namespace ?? '', one.name].join('\n'),
  );
  return [...groups.values()].flatMap((group) => pairOf(isRepeated(group) ? [] : group));
}

/** Definitions and accounts that several files bring along so that each can be applied by itself. */
function isRepeated(group: readonly KubeObject[]): boolean {
  const paths = new Set(group.map(({ origin }) => origin.place.path));
  const isShared = group.some(({ kind }) =>
    /^(?:Namespace|CustomResourceDefinition|ServiceAccount|(?:Cluster)?Role(?:Binding)?)$/.test(
      kind,
    ),
  );
  return paths.size > 1 && isShared;
}

const controllers: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
]);

/** Controllers of one namespace with the same selector. */
export function sharedPods(view: ClusterView): readonly Pair[] {
  const owned = view.workloads.map(({ object }) => object);
  const candidates = [...new Set(owned)].filter(
    ({ kind, group }) => group === 'apps' && controllers.has(kind),
  );
  const groups = Map.groupBy(candidates, (one) => {
    const selector = readSelector(fieldOf(fieldOf(one.body, 'spec'), 'selector'));
    const place = view.completeness === 'cluster' ? '' : placeOf(one);
    const parts = selector?.requirements.map((part) => JSON.stringify(part)).sort() ?? [];
    return parts.length === 0 ? undefined : [place, one.namespace ?? '', ...parts].join('\n');
  });
  return [...groups].flatMap(([key, group]) => {
    const names = new Set(group.map(({ kind, name }) => `${kind} ${name}`));
    return key === undefined || names.size < 2 ? [] : pairOf(group);
  });
}

function pairOf(group: readonly KubeObject[]): readonly Pair[] {
  const [first, last] = [group[0], group.at(-1)];
  return first === undefined || last === undefined || first === last ? [] : [[first, last]];
}

function placeOf({ origin }: KubeObject): string {
  const { path } = origin.place;
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
