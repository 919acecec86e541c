import type { Json, JsonObject } from '#model/json-value.ts';
import type { Profile } from '#model/profile.ts';
import { mapText } from '#yaml/write.ts';
import { isAddress } from './address.ts';
import { type Exported, keysOf, originText, sureness } from './exported.ts';

/** How a NetworkPolicy is made. */
export interface NetworkPolicyOptions {
  readonly name: string;
  readonly namespace: string;
  /** Labels of the pods that it is about. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Labels of the pods behind a service, `namespace/name`. */
  readonly serviceLabels?: (service: string) => Readonly<Record<string, string>> | undefined;
  /** Port of the pods behind a port of a service: policies are about the former. A name is that of a container's port. */
  readonly servicePort?: (
    service: string,
    protocol: string,
    port: number,
  ) => number | string | undefined;
}

interface Connection {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
  readonly peer: string;
}

const style = { indent: 2, dash: 2, newline: '\n' };
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
];

/**
 * A NetworkPolicy (networking.k8s.io/v1) of the connections that were seen: peers by labels where they are known, by address
 * otherwise. DNS is always allowed. What names alone identify is allowed by port to public addresses: only Cilium or a proxy
 * tells names apart.
 */
export function toNetworkPolicy(profile: Profile, options: NetworkPolicyOptions): Exported<string> {
  const egress = connections(profile, 'egress');
  const ingress = connections(profile, 'ingress');
  const rules = {
    egress: [dnsRule(), ...rulesOf(egress, 'to', options)],
    ingress: rulesOf(ingress, 'from', options),
  };
  const policy: JsonObject = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: options.name,
      namespace: options.namespace,
      annotations: { 'caisson.dev/origin': originText(profile) },
    },
    spec: {
      podSelector: { matchLabels: options.podLabels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: rules.ingress,
      egress: rules.egress,
    },
  };
  return {
    value: `${mapText(policy, 0, style).trimStart()}\n`,
    notes: notesOf(profile, [...egress, ...ingress], options),
  };
}

const forms = {
  egress: /^(?<protocol>tcp|udp|sctp) (?<peer>.+):(?<port>[0-9]{1,5})$/,
  ingress: /^(?<protocol>tcp|udp|sctp) (?<port>[0-9]{1,5}) from (?<peer>.+)$/,
};

function connections(profile: Profile, dimension: 'egress' | 'ingress'): readonly Connection[] {
  return keysOf(profile, dimension).flatMap((key) => {
    const { peer = 'loopback', port, protocol } = forms[dimension].exec(key)?.groups ?? {};
    const named = protocolOf(protocol);
    return peer === 'loopback' || named === undefined
      ? []
      : [{ protocol: named, port: Number(port), peer }];
  });
}

function protocolOf(text: string | undefined): Connection['protocol'] | undefined {
  switch (text) {
    case 'tcp':
      return 'TCP';
    case 'udp':
      return 'UDP';
    case 'sctp':
      return 'SCTP';
    default:
      return undefined;
  }
}

/** One rule for each peer with its ports. */
function rulesOf(
  all: readonly Connection[],
  side: 'to' | 'from',
  options: NetworkPolicyOptions,
): readonly JsonObject[] {
  const byPeer = Map.groupBy(all, ({ peer }) => peer);
  return [...byPeer].map(([peer, connected]) => ({
    [side]: [selectorOf(peer, options)],
    ports: connected.map((one) => ({ protocol: one.protocol, port: portOf(one, options) })),
  }));
}

function portOf(
  { peer, protocol, port }: Connection,
  { servicePort }: NetworkPolicyOptions,
): number | string {
  if (!peer.startsWith('service:')) return port;
  return servicePort?.(peer.slice('service:'.length), protocol, port) ?? port;
}

function selectorOf(peer: string, options: NetworkPolicyOptions): Json {
  const [, kind, namespace = '', name = ''] = /^(pod|service):([^/]+)\/(.+)$/.exec(peer) ?? [];
  if (kind === 'pod') return pods(namespace, labelsOf(name));
  if (kind === 'service') return podsBehind(namespace, name, options);
  if (isAddress(peer)) return { ipBlock: { cidr: cidrOf(peer) } };
  // Nodes and cloud services have no labels; a name may be any public address.
  if (peer.includes(':') || peer === 'node') return { ipBlock: { cidr: '0.0.0.0/0' } };
  return { ipBlock: { cidr: '0.0.0.0/0', except: privateRanges } };
}

function podsBehind(namespace: string, name: string, options: NetworkPolicyOptions): JsonObject {
  const labels = options.serviceLabels?.(`${namespace}/${name}`);
  return labels === undefined ? inNamespace(namespace) : pods(namespace, labels);
}

function inNamespace(namespace: string): JsonObject {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } };
}

function pods(namespace: string, labels: Readonly<Record<string, string>>): JsonObject {
  return { ...inNamespace(namespace), podSelector: { matchLabels: labels } };
}

function labelsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').flatMap((one) => {
      const at = one.indexOf('=');
      return at <= 0 ? [] : [[one.slice(0, at), one.slice(at + 1)] as const];
    }),
  );
}

function cidrOf(address: string): string {
  if (address.includes('/')) return address;
  return address.includes(':') ? `${address}/128` : `${address}/32`;
}

function dnsRule(): JsonObject {
  return {
    to: [inNamespace('kube-system')],
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  };
}

function notesOf(
  profile: Profile,
  all: readonly Connection[],
  options: NetworkPolicyOptions,
): readonly string[] {
  const peers = [...new Set(all.map(({ peer }) => peer))];
  const domains = peers.filter((peer) => !peer.includes(':') && !isAddress(peer));
  const services = peers.filter(
    (peer) => peer.startsWith('service:') && !options.serviceLabels?.(peer.slice(8)),
  );
  return [
    ...sureness(profile, ['egress', 'ingress']),
    ...(domains.length === 0
      ? []
      : [
          `names cannot be told apart here, public addresses are allowed instead: ${domains.slice(0, 20).join(', ')}`,
        ]),
    ...(services.length === 0
      ? []
      : [
          `labels behind these services are not known, their namespaces are allowed: ${services.slice(0, 20).join(', ')}`,
        ]),
  ];
}
