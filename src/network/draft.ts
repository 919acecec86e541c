import { textMapOf, valueAt } from '#kube/json.ts';
import type { Protocol } from '#model/network.ts';
import { cidrsOf, tryParseCidr } from './addresses.ts';
import type { End } from './explain.ts';
import type { PlacedFlow } from './flow-ends.ts';
import type { Network } from './network.ts';
import type { Draft, DraftPeer, DraftRule } from './policy-yaml.ts';
import type { NetworkWorkload } from './workloads.ts';

/** Labels that controllers give each pod anew. */
const volatileLabels = [
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'controller-uid',
];

/** The labels by which policies mean a workload: those that its controller selects by, else all that last. */
function labelsOf({ object, labels }: NetworkWorkload): ReadonlyMap<string, string> {
  const own = textMapOf(valueAt(object.body, ['spec', 'selector', 'matchLabels']));
  const isHis = own.size > 0 && [...own].every(([key, value]) => labels.get(key) === value);
  if (isHis) return own;
  return new Map([...labels].filter(([key]) => !volatileLabels.includes(key)).sort(byKey));
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const nameLabel = 'kubernetes.io/metadata.name';
/** Addresses of one rule above which they are put together to networks. */
const maxAddresses = 20;

interface Wanted {
  /** Namespaces that get policies. */
  readonly namespaces: readonly string[];
  /** Comments of all policies that stand for flows. */
  readonly remarks: readonly string[];
}

/** One policy for each workload, with a rule for each set of ports, and a default deny for each namespace. */
export function draftsOf(
  network: Network,
  flows: readonly PlacedFlow[],
  { namespaces, remarks }: Wanted,
): readonly Draft[] {
  const subjects = network.workloads.filter(
    ({ namespace, isHostNetwork }) => namespaces.includes(namespace) && !isHostNetwork,
  );
  const out = Map.groupBy(flows, ({ source }) => source.pod ?? -1);
  const into = Map.groupBy(flows, ({ target }) => target.pod ?? -1);
  const used = new Set<string>();
  return [
    ...namespaces.map(denyAll),
    ...subjects.flatMap((workload) => {
      const ingress = rulesOf(into.get(workload.index) ?? [], workload, network, 'source');
      const egress = rulesOf(out.get(workload.index) ?? [], workload, network, 'target');
      if (ingress.length + egress.length === 0) return [];
      const draft = draftOf(workload, { ingress, egress }, used);
      return [{ ...draft, comments: [...draft.comments, ...remarks] }];
    }),
  ];
}

function denyAll(namespace: string): Draft {
  return {
    namespace,
    name: 'default-deny',
    podLabels: new Map(),
    types: ['Ingress', 'Egress'],
    ingress: [],
    egress: [],
    comments: ['Nothing is allowed in this namespace but what other policies allow.'],
  };
}

function draftOf(
  workload: NetworkWorkload,
  { ingress, egress }: Pick<Draft, 'ingress' | 'egress'>,
  used: Set<string>,
): Draft {
  const { namespace, name, kind } = workload;
  const base = name.replace(/[^a-z0-9.-]/g, '-').replace(/^-+|[-.]+$/g, '') || 'workload';
  let chosen = base;
  for (let count = 2; used.has(`${namespace}/${chosen}`) || chosen === 'default-deny'; count += 1)
    chosen = `${base}-${kind.toLowerCase()}${count === 2 ? '' : `-${count}`}`;
  used.add(`${namespace}/${chosen}`);
  const isSender = egress.length > 0;
  return {
    namespace,
    name: chosen,
    podLabels: labelsOf(workload),
    types: [
      ...(ingress.length > 0 ? ['Ingress' as const] : []),
      ...(isSender ? ['Egress' as const] : []),
    ],
    ingress,
    egress: egress.some(({ peers }) => peers.some(({ podLabels }) => podLabels !== undefined))
      ? [...egress, dnsRule]
      : egress,
    comments: [`${kind} ${namespace}/${name}`],
  };
}

const dnsRule: DraftRule = {
  peers: [
    {
      namespaceLabels: new Map([[nameLabel, 'kube-system']]),
      podLabels: new Map([['k8s-app', 'kube-dns']]),
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
  evidence: ['names of services are asked for here'],
};

/** Peers with the same ports share a rule. */
function rulesOf(
  flows: readonly PlacedFlow[],
  subject: NetworkWorkload,
  network: Network,
  side: 'source' | 'target',
): readonly DraftRule[] {
  const byPeer = Map.groupBy(flows, (one) => one[side].peer.id);
  const peers = [...byPeer.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const ports = portsOf(group);
    const evidence = group.map(
      ({ flow }) => `${flow.source} -> ${flow.target}:${flow.port}, ${flow.evidence}`,
    );
    return [
      { end: first[side], ports, evidence: [...new Set(evidence)], key: JSON.stringify(ports) },
    ];
  });
  const rules = [...Map.groupBy(peers, ({ key }) => key).values()].map((group) => ({
    peers: draftPeers(
      group.map(({ end }) => end),
      subject,
      network,
    ),
    ports: group[0]?.ports ?? [],
    evidence: group.flatMap(({ evidence }) => evidence),
  }));
  return rules.sort((a, b) => (JSON.stringify(a.ports) < JSON.stringify(b.ports) ? -1 : 1));
}

function portsOf(
  flows: readonly PlacedFlow[],
): readonly { readonly protocol: Protocol; readonly port: number }[] {
  const found = new Map(
    flows.map(({ flow: { protocol }, port }) => [`${protocol}/${port}`, { protocol, port }]),
  );
  return [...found.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}

function draftPeers(
  ends: readonly End[],
  subject: NetworkWorkload,
  { workloads }: Network,
): readonly DraftPeer[] {
  const peers = new Map<string, DraftPeer>();
  const cidrs: string[] = [];
  for (const { pod, peer } of ends) {
    const workload = workloads[pod ?? -1];
    if (workload !== undefined && !workload.isHostNetwork) {
      const podLabels = labelsOf(workload);
      const isHere = workload.namespace === subject.namespace;
      const place = isHere ? {} : { namespaceLabels: new Map([[nameLabel, workload.namespace]]) };
      peers.set(`${workload.namespace} ${JSON.stringify([...podLabels])}`, { ...place, podLabels });
    } else if (peer.kind === 'addresses') cidrs.push(...peer.cidrs);
    else if (pod !== undefined) peers.set('*', { namespaceLabels: new Map() });
  }
  const addresses = together([...new Set(cidrs)].sort()).map((cidr) => ({ cidr }));
  return [...[...peers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one), ...addresses];
}

/** Many single addresses become networks of 24, 16 and 8 bits (64, 48, 32 of IPv6) until they are few. */
function together(cidrs: readonly string[]): readonly string[] {
  let found = cidrs;
  for (const [short, long] of [
    [24, 64],
    [16, 48],
    [8, 32],
    [0, 0],
  ] as const) {
    if (found.length <= maxAddresses) return found;
    found = [...new Set(found.map((cidr) => widened(cidr, cidr.includes(':') ? long : short)))];
  }
  return found;
}

function widened(cidr: string, bits: number): string {
  const [address = '', own = '0'] = cidr.split('/');
  const range = tryParseCidr(`${address}/${Math.min(bits, Number(own))}`);
  return range === undefined ? cidr : (cidrsOf(range)[0] ?? cidr);
}
