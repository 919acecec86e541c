import { nameOf } from '#kube/object.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import type { NetworkNotice } from '#model/network.ts';
import type {
  FlowWindow,
  GeneratedPolicies,
  GeneratedPolicy,
  NetworkFlow,
  WhatIf,
} from '#model/network-flow.ts';
import { tryParseCidr } from './addresses.ts';
import { announcedFlows } from './announced.ts';
import { between } from './assertions.ts';
import { connections } from './connections.ts';
import { draftsOf } from './draft.ts';
import type { Entry } from './entry.ts';
import type { End } from './explain.ts';
import { FlowEnds, type PlacedFlow } from './flow-ends.ts';
import { describeWindow, windowOf } from './flow-times.ts';
import { readable } from './lint-text.ts';
import { type Network, networkOf } from './network.ts';
import { formatPolicy } from './policy-yaml.ts';
import { allowedPairs } from './statistics.ts';

/** What policies are generated of, and for whom. */
export interface GenerateOptions {
  /** Flows that were seen; absent: only what manifests announce. */
  readonly flows?: readonly NetworkFlow[];
  /** Whether names of services in manifests count beside flows that were seen; by default they do. */
  readonly isAnnouncedToo?: boolean;
  /** Namespaces that get policies; by default all with workloads but those of the cluster itself (`kube-…`, `openshift-…`). */
  readonly namespaces?: readonly string[];
}

/**
 * Least-privilege policies: a default deny for each namespace and one policy for each workload, for the flows that were seen, the
 * connections that manifests announce and the ways in from outside. They are read back and replayed through the engine, in place of
 * the NetworkPolicies that these namespaces have; `denied` holds flows that other policies (admin tiers) still deny.
 */
export function generate(view: ClusterView, options: GenerateOptions = {}): GeneratedPolicies {
  const network = networkOf(view);
  const namespaces = options.namespaces ?? ownNamespaces(network);
  const { placed, unplaced } = gather(network, options);
  const window = windowOf(options.flows ?? []);
  const remarks = window === undefined ? [] : [`Flows were ${describeWindow(window)}.`];
  const drafts = draftsOf(network, placed, { namespaces, remarks });
  const policies = drafts
    .map(
      (draft): GeneratedPolicy => ({
        namespace: draft.namespace,
        name: draft.name,
        yaml: formatPolicy(draft),
      }),
    )
    .sort(byPlace);
  const after = networkOf(withPolicies(view, policies, namespaces));
  const extras = extrasOf(after, placed, namespaces);
  return {
    policies,
    flows: placed.length,
    denied: deniedOf(
      after,
      placed.map(({ flow }) => flow),
    ),
    unplaced,
    extraPairs: extras.length,
    extras: extras.slice(0, 200),
    pairsBefore: allowedPairs(network),
    pairsAfter: allowedPairs(after),
    ...(window !== undefined && { window }),
    notices: noticesOf(network, placed, window),
  };
}

/** What flows of a window would be denied with other policies. */
export function whatIf(after: ClusterView, flows: readonly NetworkFlow[]): WhatIf {
  const network = networkOf(after);
  const { placed, unplaced } = placeAll(network, flows);
  const denied = deniedOf(network, flows);
  return {
    denied,
    allowed: new Set(placed.map(({ flow }) => flow)).size - denied.length,
    unplaced,
  };
}

function byPlace(a: GeneratedPolicy, b: GeneratedPolicy): number {
  const isDeny = Number(b.name === 'default-deny') - Number(a.name === 'default-deny');
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return isDeny || (a.name < b.name ? -1 : 1);
}

function ownNamespaces({ workloads }: Network): readonly string[] {
  const all = workloads.filter((one) => !one.isHostNetwork).map(({ namespace }) => namespace);
  return [...new Set(all)].filter((name) => !/^(?:kube|openshift)-/.test(name)).sort();
}

function gather(network: Network, { flows, isAnnouncedToo = true }: GenerateOptions) {
  const announced = isAnnouncedToo ? announcedFlows(network) : [];
  return placeAll(network, [...(flows ?? []), ...announced, ...entryFlows(network)]);
}

interface Placement {
  readonly placed: readonly PlacedFlow[];
  readonly unplaced: GeneratedPolicies['unplaced'];
}

function placeAll(network: Network, flows: readonly NetworkFlow[]): Placement {
  const ends = new FlowEnds(network);
  const found = flows.map((flow) => ends.place(flow));
  return {
    placed: found.flatMap((one) => ('reason' in one ? [] : one)),
    unplaced: found.flatMap((one) => ('reason' in one ? [one] : [])),
  };
}

/** Ways in from outside: through what serves Ingress and Gateway, or from any address that may use them. */
function entryFlows(network: Network): readonly NetworkFlow[] {
  return network.entries.flatMap((entry) => {
    const { workload, ports, objects } = entry;
    const [outermost = workload.object] = objects;
    return network.space.toPorts(ports).ranges.flatMap(({ protocol, first: port }) =>
      sendersOf(network, entry).map((source) => ({
        source,
        target: workload.id,
        protocol,
        port,
        count: 1,
        evidence: nameOf(outermost),
      })),
    );
  });
}

/** Names of those who send by a way in. */
function sendersOf(network: Network, entry: Entry): readonly string[] {
  const { kind, sources } = entry;
  if (kind !== 'ingress' && kind !== 'route' && kind !== 'gateway')
    return sources.length > 0 ? sources : ['0.0.0.0/0'];
  return network
    .doorsOf(entry)
    .flatMap((door) => network.workloads[door]?.id ?? network.universe.imagined[0]?.id ?? []);
}

/** The view with these policies in place of the NetworkPolicies that the namespaces have. */
function withPolicies(
  view: ClusterView,
  policies: readonly GeneratedPolicy[],
  namespaces: readonly string[],
): ClusterView {
  const kept = view.objects.filter(
    ({ kind, namespace }) =>
      kind !== 'NetworkPolicy' || !namespaces.includes(namespace ?? 'default'),
  );
  const written = policies.flatMap(({ namespace, name, yaml }) => {
    const { objects } = readManifests(`${namespace}/${name}.yaml`, Buffer.from(yaml));
    return objects;
  });
  return new ClusterView([...kept, ...written], view.completeness, view.unlisted);
}

/** Flows that a network denies, each once. */
function deniedOf(network: Network, flows: readonly NetworkFlow[]): readonly NetworkFlow[] {
  const denied = placeAll(network, flows).placed.filter((one) => !isAllowed(network, one));
  return [...new Set(denied.map(({ flow }) => flow))];
}

function isAllowed(network: Network, { flow, source, target, port }: PlacedFlow): boolean {
  const { space } = network;
  const asked = space.of([{ protocol: flow.protocol, first: port, last: port }]);
  return piecesOf(network, source).every((from) =>
    piecesOf(network, target).every((to) => space.includes(between(network, from, to), asked)),
  );
}

/** A range is as many ends as it has pieces. */
function piecesOf({ universe }: Network, end: End): readonly End[] {
  const { peer, pod } = end;
  if (pod !== undefined || peer.kind !== 'addresses') return [end];
  const [first, last] = [tryParseCidr(peer.first), tryParseCidr(peer.last)];
  if (first === undefined || last === undefined) return [end];
  const pieces = universe.addresses.within({ first: first.first, last: last.last });
  return [...pieces].map((piece) => ({ piece, peer }));
}

/** Pairs that are open without a flow, with what opens them. */
function extrasOf(
  network: Network,
  placed: readonly PlacedFlow[],
  namespaces: readonly string[],
): GeneratedPolicies['extras'] {
  const known = new Set(placed.map(({ source, target }) => `${source.peer.id}\n${target.peer.id}`));
  const entered = new Set(
    placed.filter(({ source }) => source.peer.kind === 'entry').map(({ target }) => target.peer.id),
  );
  const own = new Set(
    network.workloads.filter(({ namespace }) => namespaces.includes(namespace)).map(({ id }) => id),
  );
  const map = connections(network, { isWithoutAddresses: true });
  return map.connections
    .filter(
      ({ source, target }) =>
        (own.has(source) || own.has(target)) &&
        !source.startsWith('{') &&
        !known.has(`${source}\n${target}`),
    )
    .map(({ source, target }) => ({ source, target, cause: causeOf(target, own, entered) }));
}

function causeOf(target: string, own: ReadonlySet<string>, entered: ReadonlySet<string>): string {
  if (!own.has(target)) return 'name servers answer everybody, or the namespace has no policies';
  if (entered.has(target))
    return 'open to all namespaces, as nothing says which pods serve Ingress and Gateway';
  return 'another workload has the same labels';
}

function noticesOf(
  network: Network,
  placed: readonly PlacedFlow[],
  window: FlowWindow | undefined,
): readonly NetworkNotice[] {
  const notices: NetworkNotice[] = [];
  if (window !== undefined) notices.push({ text: `flows were ${describeWindow(window)}` });
  if (placed.some(({ source }) => source.peer.kind === 'entry'))
    notices.push({
      text: 'workloads behind Ingress, Route and Gateway are opened to all namespaces: narrow the rule to that of the controller',
    });
  const silent = network.workloads.filter(
    ({ index, namespace }) =>
      !/^(?:kube|openshift)-/.test(namespace) &&
      !placed.some(({ source, target }) => source.pod === index || target.pod === index),
  );
  if (silent.length > 0)
    notices.push({
      text: `no flow is known of ${readable(silent)}: everything is closed for them`,
    });
  return notices;
}
