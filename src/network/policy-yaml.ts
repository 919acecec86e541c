import type { Protocol } from '#model/network.ts';

/** A NetworkPolicy that is to be written. */
export interface Draft {
  readonly namespace: string;
  readonly name: string;
  /** Empty: all pods. */
  readonly podLabels: ReadonlyMap<string, string>;
  readonly types: readonly ('Ingress' | 'Egress')[];
  readonly ingress: readonly DraftRule[];
  readonly egress: readonly DraftRule[];
  readonly comments: readonly string[];
}

export interface DraftRule {
  /** Empty: everybody. */
  readonly peers: readonly DraftPeer[];
  readonly ports: readonly { readonly protocol: Protocol; readonly port: number }[];
  /** Where it is known from. */
  readonly evidence: readonly string[];
}

export interface DraftPeer {
  readonly namespaceLabels?: ReadonlyMap<string, string>;
  readonly podLabels?: ReadonlyMap<string, string>;
  readonly cidr?: string;
}

/** The policy as a YAML document, the same for the same draft. */
export function formatPolicy({
  namespace,
  name,
  podLabels,
  types,
  ingress,
  egress,
  comments,
}: Draft): string {
  return [
    ...comments.map((text) => `# ${oneLine(text)}`),
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    `  name: ${scalar(name)}`,
    `  namespace: ${scalar(namespace)}`,
    'spec:',
    ...selector('  podSelector', podLabels),
    '  policyTypes:',
    ...types.map((type) => `    - ${type}`),
    ...rulesOf('ingress', 'from', ingress),
    ...rulesOf('egress', 'to', egress),
    '',
  ].join('\n');
}

function rulesOf(field: string, side: string, rules: readonly DraftRule[]): readonly string[] {
  if (rules.length === 0) return [];
  return [`  ${field}:`, ...rules.flatMap((rule) => ruleLines(rule, side))];
}

const maxEvidence = 5;

function ruleLines({ peers, ports, evidence }: DraftRule, side: string): readonly string[] {
  const shown = evidence.slice(0, maxEvidence).map((text) => `    # ${oneLine(text)}`);
  const more = evidence.length - maxEvidence;
  const lines = [
    ...(peers.length === 0 ? [] : [`${side}:`, ...peers.flatMap(peerLines)]),
    ...(ports.length === 0
      ? []
      : [
          'ports:',
          ...ports.flatMap(({ protocol, port }) => [
            `  - protocol: ${protocol}`,
            `    port: ${port}`,
          ]),
        ]),
  ];
  return [
    ...shown,
    ...(more > 0 ? [`    # and ${more} more`] : []),
    ...(lines.length === 0
      ? ['    - {}']
      : lines.map((line, at) => `    ${at === 0 ? '- ' : '  '}${line}`)),
  ];
}

function peerLines({ namespaceLabels, podLabels, cidr }: DraftPeer): readonly string[] {
  const lines =
    cidr === undefined
      ? [
          ...(namespaceLabels === undefined ? [] : selector('namespaceSelector', namespaceLabels)),
          ...(podLabels === undefined ? [] : selector('podSelector', podLabels)),
        ]
      : ['ipBlock:', `  cidr: ${scalar(cidr)}`];
  return lines.map((line, at) => `  ${at === 0 ? '- ' : '  '}${line}`);
}

function selector(field: string, labels: ReadonlyMap<string, string>): readonly string[] {
  if (labels.size === 0) return [`${field}: {}`];
  const indent = ' '.repeat(field.length - field.trimStart().length);
  return [
    `${field}:`,
    `${indent}  matchLabels:`,
    ...[...labels].map(([key, value]) => `${indent}    ${scalar(key)}: ${scalar(value)}`),
  ];
}

/** Words that YAML 1.1 reads as something else than text. */
const words = /^(?:y|n|yes|no|on|off|true|false|null|~)$/i;

function scalar(text: string): string {
  const isPlain = /^[A-Za-z][\w./-]*$/.test(text) && !words.test(text);
  return isPlain ? text : JSON.stringify(text);
}

function oneLine(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, ' ').slice(0, 300);
}
