import { fieldOf, isObject, numberOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Direction } from '#model/network.ts';
import { tryParseCidr } from './addresses.ts';
import {
  everyone,
  everySelector,
  type Peer,
  type PodPeer,
  type Policy,
  type PolicySide,
  podPeer,
  type Rule,
  selectorKey,
  stages,
} from './policy.ts';
import { addressesPeer, selectorAt } from './read-network-policy.ts';
import { allPorts, type Report, readAdminPorts, readProtocols } from './read-ports.ts';

/**
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy (policy.networking.k8s.io/v1alpha1) and ClusterNetworkPolicy (v1alpha2).
 * What the API server would refuse is reported and matches nothing.
 */
export function readAdminPolicy(object: KubeObject, report: Report): Policy {
  const spec = fieldOf(object.body, 'spec');
  const subject = fieldOf(spec, 'subject');
  const isCluster = object.kind === 'ClusterNetworkPolicy';
  const reader: Reader = { report, isCluster };
  const tier = tierOf(object, spec, report);
  return {
    object,
    tier,
    stage: stages[tier],
    isOrdered: true,
    priority: numberOf(fieldOf(spec, 'priority')) ?? 0,
    subject: subjectOf(subject, report),
    subjectPath: ['spec', 'subject'],
    sides: { ingress: sideOf(spec, 'ingress', reader), egress: sideOf(spec, 'egress', reader) },
  };
}

interface Reader {
  readonly report: Report;
  readonly isCluster: boolean;
}

function tierOf(
  { kind }: KubeObject,
  spec: Json | undefined,
  report: Report,
): 'admin' | 'baseline' {
  if (kind === 'AdminNetworkPolicy') return 'admin';
  if (kind === 'BaselineAdminNetworkPolicy') return 'baseline';
  const tier = textOf(fieldOf(spec, 'tier')) ?? '';
  if (tier !== 'Admin' && tier !== 'Baseline')
    report(['spec', 'tier'], `"${tier}" is no tier: it is Admin or Baseline`);
  return tier === 'Baseline' ? 'baseline' : 'admin';
}

/** Nobody, where the subject is not written as it must be. */
const nobody = podPeer({ requirements: [{ key: '', operator: 'In', values: [] }] }, everySelector, [
  'spec',
  'subject',
]);

function subjectOf(subject: Json | undefined, report: Report): PodPeer {
  const peer = podsOf(subject, ['spec', 'subject'], report);
  if (peer !== undefined) return peer;
  report(['spec', 'subject'], 'the subject needs one of namespaces and pods');
  return nobody;
}

function podsOf(body: Json | undefined, path: FieldPath, report: Report): PodPeer | undefined {
  const namespaces = selectorAt(fieldOf(body, 'namespaces'), [...path, 'namespaces'], report);
  if (namespaces !== undefined) return podPeer(namespaces, everySelector, path);
  const pods = fieldOf(body, 'pods');
  if (!isObject(pods)) return undefined;
  const place = [...path, 'pods'];
  return podPeer(
    selectorAt(fieldOf(pods, 'namespaceSelector'), [...place, 'namespaceSelector'], report) ??
      everySelector,
    selectorAt(fieldOf(pods, 'podSelector'), [...place, 'podSelector'], report) ?? everySelector,
    path,
  );
}

function sideOf(
  spec: Json | undefined,
  direction: Direction,
  reader: Reader,
): PolicySide | undefined {
  const rules = objectsOf(fieldOf(spec, direction)).flatMap(
    ([index, body]) => ruleOf(body, direction, index, reader) ?? [],
  );
  return rules.length === 0 ? undefined : { rules, isolates: false };
}

const actions: ReadonlyMap<string, Rule['action']> = new Map([
  ['Allow', 'allow'],
  ['Accept', 'allow'],
  ['Deny', 'deny'],
  ['Pass', 'pass'],
]);

function ruleOf(
  body: JsonObject,
  direction: Direction,
  index: number,
  { report, isCluster }: Reader,
): Rule | undefined {
  const path = ['spec', direction, index];
  const text = textOf(fieldOf(body, 'action')) ?? '';
  const action = actions.get(text);
  if (action === undefined || (text === 'Accept') !== (isCluster && action === 'allow')) {
    report([...path, 'action'], `"${text}" is no action of this kind of policy`);
    if (action === undefined) return undefined;
  }
  const field = direction === 'ingress' ? 'from' : 'to';
  const found = objectsOf(fieldOf(body, field)).map(([at, item]) =>
    peersOf(item, [...path, field, at], report),
  );
  if (found.length === 0) report(path, `the rule has no ${field}: it matches nothing`);
  const place = { direction, index, name: textOf(fieldOf(body, 'name')), path };
  if (found.includes(undefined)) return failClosed(place, action);
  const peers = found.flatMap((one) => one ?? []);
  const ports = isCluster
    ? readProtocols(fieldOf(body, 'protocols'), [...path, 'protocols'], report)
    : readAdminPorts(fieldOf(body, 'ports'), [...path, 'ports'], report);
  return { ...place, action, peers, ports };
}

/** A peer of a kind that is not known: what allows matches nothing, anything else denies everything (API reference, `Peer`). */
function failClosed(
  place: Pick<Rule, 'direction' | 'index' | 'name' | 'path'>,
  action: Rule['action'],
): Rule {
  if (action === 'allow') return { ...place, action, peers: [], ports: allPorts };
  return { ...place, action: 'deny', peers: [everyone], ports: allPorts };
}

/** `undefined` where no field is there that is known. */
function peersOf(item: JsonObject, path: FieldPath, report: Report): readonly Peer[] | undefined {
  const pods = podsOf(item, path, report);
  if (pods !== undefined) return [pods];
  const nodes = selectorAt(fieldOf(item, 'nodes'), [...path, 'nodes'], report);
  if (nodes !== undefined) return [{ kind: 'nodes', key: `n${selectorKey(nodes)}`, nodes, path }];
  const names = textsOf(fieldOf(item, 'domainNames'));
  if (names.length > 0) return [{ kind: 'domains', key: `d${names.join(',')}`, names, path }];
  const networks = textsOf(fieldOf(item, 'networks'));
  const ranges = networks.flatMap((text, at) => {
    const range = text.includes('/') ? tryParseCidr(text) : undefined;
    if (range === undefined) report([...path, 'networks', at], `"${text}" is no CIDR`);
    return range ?? [];
  });
  if (ranges.length > 0) return [addressesPeer(ranges, [], [...path, 'networks'], true)];
  if (networks.length > 0) return [];
  report(
    path,
    'the peer is of no kind that is known: what allows matches nothing, else all is denied',
  );
  return undefined;
}
