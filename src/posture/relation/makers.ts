import { isSlip } from '#kit/edit-distance.ts';
import { fieldOf, objectsOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Selector } from '#kube/selector.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';

/** What a program in the cluster may make when it runs. */
export type Made = 'workload' | 'Secret' | 'ConfigMap';

const rbac = 'rbac.authorization.k8s.io';
const resources: Readonly<Record<Made, readonly string[]>> = {
  workload: ['pods', 'deployments', 'daemonsets', 'statefulsets', 'replicasets', 'jobs'],
  Secret: ['secrets'],
  ConfigMap: ['configmaps'],
};

/**
 * Whether files cannot tell that something is missing: a workload among them (an operator, a job that sets things up) has the right
 * to create such objects in the namespace. Of a cluster all is known.
 */
export function mayAppear(view: ClusterView, made: Made, namespace: string | undefined): boolean {
  if (view.completeness === 'cluster') return false;
  const places = makersIn(view).get(made);
  return places !== undefined && (places.has('') || places.has(namespace ?? 'default'));
}

/** Whether a selector is that of pods which are there but for a slip of the fingers. */
export function isMisspelt(
  view: ClusterView,
  namespace: string | undefined,
  { requirements }: Selector,
): boolean {
  const exact = requirements.filter(({ operator, values }) => operator === 'In' && values.length);
  return view
    .workloadsIn(namespace)
    .slice(0, 500)
    .some(({ pod }) =>
      exact.some(({ key, values }) => {
        const label = pod.labels.get(key);
        return label !== undefined && values.some((value) => isSlip(value, label));
      }),
    );
}

/** The namespaces in which each may be made; empty: everywhere. */
function makersIn(view: ClusterView): ReadonlyMap<Made, ReadonlySet<string>> {
  return view.memo('posture makers', () => {
    const running = new Set(view.workloads.map(({ pod }) => accountOf(pod.spec)));
    const places = new Map<Made, Set<string>>();
    for (const binding of [
      ...view.ofKind(rbac, 'ClusterRoleBinding'),
      ...view.ofKind(rbac, 'RoleBinding'),
    ]) {
      if (!bindsOne(binding, running)) continue;
      for (const made of madeBy(roleOf(view, binding))) {
        const known = places.get(made) ?? new Set();
        places.set(made, known.add(binding.namespace ?? ''));
      }
    }
    return places;
  });
}

function accountOf(spec: Json): string {
  return textOf(fieldOf(spec, 'serviceAccountName')) ?? 'default';
}

/** By name alone: files often leave the namespace to whoever applies them. */
function bindsOne({ body }: KubeObject, running: ReadonlySet<string>): boolean {
  return objectsOf(fieldOf(body, 'subjects')).some(
    ([, one]) =>
      fieldOf(one, 'kind') === 'ServiceAccount' && running.has(textOf(fieldOf(one, 'name')) ?? ''),
  );
}

function roleOf(view: ClusterView, { body, namespace }: KubeObject): KubeObject | undefined {
  const kind = textOf(valueAt(body, ['roleRef', 'kind'])) ?? '';
  const name = textOf(valueAt(body, ['roleRef', 'name'])) ?? '';
  return view.find(rbac, kind, name, kind === 'Role' ? namespace : undefined);
}

function madeBy(role: KubeObject | undefined): readonly Made[] {
  const rules = role === undefined ? [] : objectsOf(fieldOf(role.body, 'rules'));
  const open = rules
    .filter(([, rule]) => textsOf(fieldOf(rule, 'verbs')).some((v) => v === '*' || v === 'create'))
    .flatMap(([, rule]) => textsOf(fieldOf(rule, 'resources')));
  const all: readonly Made[] = ['workload', 'Secret', 'ConfigMap'];
  return all.filter((made) => open.some((one) => one === '*' || resources[made].includes(one)));
}
