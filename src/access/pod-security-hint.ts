import type { ClusterView } from '#kube/view.ts';

const levels: ReadonlySet<string> = new Set(['baseline', 'restricted']);

/** Why a privileged pod is refused in a namespace; `undefined`: nothing that was read refuses it. */
export function podSecurityBlocker(view: ClusterView, namespace: string): string | undefined {
  const level = view
    .find('', 'Namespace', namespace)
    ?.labels.get('pod-security.kubernetes.io/enforce');
  return level !== undefined && levels.has(level)
    ? `Pod Security enforces "${level}" in "${namespace}"`
    : undefined;
}

/** The same for whoever may choose the namespace: only where every namespace that is known refuses it. */
export function podSecurityBlockers(
  view: ClusterView,
  namespace: string | undefined,
): readonly string[] {
  if (namespace !== undefined) {
    const blocker = podSecurityBlocker(view, namespace);
    return blocker === undefined ? [] : [blocker];
  }
  const known = view.ofKind('', 'Namespace');
  const blockers = known.flatMap(({ name }) => podSecurityBlocker(view, name) ?? []);
  return known.length > 0 && blockers.length === known.length
    ? ['Pod Security refuses privileged pods in every namespace']
    : [];
}

const policyKinds = [
  ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicy'],
  ['kyverno.io', 'ClusterPolicy'],
  ['policies.kyverno.io', 'ValidatingPolicy'],
  ['templates.gatekeeper.sh', 'ConstraintTemplate'],
] as const;

/** What else may refuse pods and was not asked. */
export function policyAssumptions(view: ClusterView): readonly string[] {
  const found = policyKinds.filter(([group, kind]) => view.ofKind(group, kind).length > 0);
  return found.map(([, kind]) => `no ${kind} refuses it`);
}
