import { valueAt } from '#kube/json.ts';
import { type KubeObject, locate, nameOf } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Gap } from '#model/observation.ts';
import { CalicoTiers } from './calico-tiers.ts';
import { CalicoWorld, calicoObjects } from './calico-world.ts';
import type { Policy, PolicyProblem } from './policy.ts';
import { readAdminPolicy } from './read-admin-policy.ts';
import { readCalicoPolicies } from './read-calico-policy.ts';
import { readCiliumPolicies } from './read-cilium-policy.ts';
import { readNetworkPolicy } from './read-network-policy.ts';
import { comparePolicies } from './stages.ts';

/** All policies of a view, and what is wrong or unknown with them. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  readonly problems: readonly PolicyProblem[];
  /** What is as it should be, but good to know. */
  readonly remarks: readonly PolicyProblem[];
  readonly gaps: readonly Gap[];
}

const adminGroup = 'policy.networking.k8s.io';

/** Kinds that restrict or widen what may talk and that are not evaluated. */
const foreignKinds: readonly (readonly [string, string])[] = [
  ['projectcalico.org', 'HostEndpoint'],
  ['crd.projectcalico.org', 'HostEndpoint'],
  ['crd.antrea.io', 'NetworkPolicy'],
  ['crd.antrea.io', 'ClusterNetworkPolicy'],
  ['k8s.cni.cncf.io', 'MultiNetworkPolicy'],
  ['k8s.ovn.org', 'EgressFirewall'],
];

/** Reads every policy, in the order in which they are asked. `blocksMeanPods`: an ipBlock means pods with such addresses too. */
export function readPolicies(view: ClusterView, blocksMeanPods = false): PolicySet {
  const problems: PolicyProblem[] = [];
  const policies = [
    ...['networking.k8s.io', 'extensions'].flatMap((group) =>
      view
        .ofKind(group, 'NetworkPolicy')
        .map((object) =>
          readNetworkPolicy(
            object,
            (path, text) => problems.push({ object, path, text }),
            blocksMeanPods,
          ),
        ),
    ),
    ...['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'].flatMap(
      (kind) => view.ofKind(adminGroup, kind).map(readWith(readAdminPolicy, problems)),
    ),
  ];
  for (const kind of ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'])
    for (const object of view.ofKind('cilium.io', kind))
      policies.push(
        ...readCiliumPolicies(object, (path, text) => problems.push({ object, path, text })),
      );
  const calico = readCalico(view, problems);
  const gaps = foreignKinds.flatMap(([group, kind]) => view.ofKind(group, kind).map(unsupported));
  return {
    policies: [...policies, ...calico.policies].sort(comparePolicies),
    problems,
    remarks: stagedKinds.flatMap((kind) => calicoObjects(view, kind).map(staged)),
    gaps: [...calico.gaps, ...gaps],
  };
}

/** Policies of Calico that are only tried out. */
const stagedKinds = [
  'StagedNetworkPolicy',
  'StagedGlobalNetworkPolicy',
  'StagedKubernetesNetworkPolicy',
];

function staged(object: KubeObject): PolicyProblem {
  return {
    object,
    path: [],
    text: 'is staged: it is not enforced, and connections are shown without it',
  };
}

/** Policies of Calico. Those for the traffic of nodes before and beside that of pods are gaps. */
function readCalico(
  view: ClusterView,
  problems: PolicyProblem[],
): Pick<PolicySet, 'policies' | 'gaps'> {
  const objects = ['NetworkPolicy', 'GlobalNetworkPolicy'].flatMap((kind) =>
    calicoObjects(view, kind),
  );
  if (objects.length === 0) return { policies: [], gaps: [] };
  const { true: forNodes = [], false: forPods = [] } = Object.groupBy(objects, ({ body }) =>
    ['doNotTrack', 'preDNAT'].some((field) => valueAt(body, ['spec', field]) === true)
      ? 'true'
      : 'false',
  );
  const world = { world: new CalicoWorld(view), tiers: new CalicoTiers(view) };
  const policies = forPods.flatMap((object) =>
    readCalicoPolicies(object, world, (path, text) => problems.push({ object, path, text })),
  );
  const forwarding = forPods.filter(
    ({ body }) => valueAt(body, ['spec', 'applyOnForward']) === true,
  );
  return { policies, gaps: [...forNodes.map(unsupported), ...forwarding.map(forwarded)] };
}

function forwarded(object: KubeObject): Gap {
  const detail = `${nameOf(object)} is evaluated for pods alone, not for what nodes pass on (applyOnForward)`;
  return { type: 'gap', location: locate(object, []), reason: 'unsupported', detail };
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
