import { type KubeObject, locate, nameOf } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Gap } from '#model/observation.ts';
import type { Policy, PolicyProblem } from './policy.ts';
import { readAdminPolicy } from './read-admin-policy.ts';
import { readCiliumPolicies } from './read-cilium-policy.ts';
import { readNetworkPolicy } from './read-network-policy.ts';
import { comparePolicies } from './stages.ts';

/** All policies of a view, and what is wrong or unknown with them. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  readonly problems: readonly PolicyProblem[];
  readonly gaps: readonly Gap[];
}

const adminGroup = 'policy.networking.k8s.io';

/** Kinds that restrict or widen what may talk and that are not evaluated. */
const foreignKinds: readonly (readonly [string, string])[] = [
  ['crd.projectcalico.org', 'NetworkPolicy'],
  ['crd.projectcalico.org', 'GlobalNetworkPolicy'],
  ['projectcalico.org', 'NetworkPolicy'],
  ['projectcalico.org', 'GlobalNetworkPolicy'],
  ['projectcalico.org', 'StagedNetworkPolicy'],
  ['crd.antrea.io', 'NetworkPolicy'],
  ['crd.antrea.io', 'ClusterNetworkPolicy'],
  ['k8s.cni.cncf.io', 'MultiNetworkPolicy'],
  ['k8s.ovn.org', 'EgressFirewall'],
  ['security.istio.io', 'AuthorizationPolicy'],
];

/** Reads every policy; admin tiers sorted by priority, then by name. */
export function readPolicies(view: ClusterView): PolicySet {
  const problems: PolicyProblem[] = [];
  const policies = [
    ...view.ofKind('networking.k8s.io', 'NetworkPolicy').map(readWith(readNetworkPolicy, problems)),
    ...view.ofKind('extensions', 'NetworkPolicy').map(readWith(readNetworkPolicy, problems)),
    ...['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'].flatMap(
      (kind) => view.ofKind(adminGroup, kind).map(readWith(readAdminPolicy, problems)),
    ),
  ];
  for (const kind of ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'])
    for (const object of view.ofKind('cilium.io', kind))
      policies.push(
        ...readCiliumPolicies(object, (path, text) => problems.push({ object, path, text })),
      );
  const gaps = foreignKinds.flatMap(([group, kind]) => view.ofKind(group, kind).map(unsupported));
  return { policies: policies.sort(comparePolicies), problems, gaps };
}

function readWith(
  read: (object: KubeObject, report: (path: PolicyProblem['path'], text: string) => void) => Policy,
  problems: PolicyProblem[],
): (object: KubeObject) => Policy {
  return (object) => read(object, (path, text) => problems.push({ object, path, text }));
}

function unsupported(object: KubeObject): Gap {
  const detail = `${nameOf(object)} (${object.group}) is not evaluated: connections are shown as if it did not exist`;
  return { type: 'gap', location: locate(object, []), reason: 'unsupported', detail };
}
