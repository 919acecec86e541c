import { expect, test } from 'vitest';
import { CaissonError } from '#kit/error.ts';
import type { NetworkMap } from '#model/network.ts';
import { assertions, parseAssertions } from './assertions.ts';
import { connections } from './connections.ts';
import { formatPorts } from './describe.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { exposure } from './exposure.ts';
import { named } from './names.ts';
import { Network, networkOf } from './network.ts';
import { whoCanReach } from './reach.ts';
import { deployment, policy, service, viewOf } from './testdata/view.ts';

function linesOf({ connections: all }: NetworkMap): readonly string[] {
  return all.map(({ source, target, ports }) => `${source} -> ${target}: ${formatPorts(ports)}`);
}

const web = 'shop/Deployment/web';
const api = 'shop/Deployment/api';
const base = deployment('web') + deployment('api');
const everywhere = '0.0.0.0-255.255.255.255';

function into(spec: string): readonly string[] {
  const text = base + policy('api', `{ podSelector: { matchLabels: { app: api } }, ${spec} }`);
  return linesOf(connections(networkOf(viewOf(text))))
    .filter((line) => line.includes(`-> ${api}`))
    .map((line) => line.replace(` -> ${api}`, ''));
}

const ingressCases: readonly (readonly [string, string, readonly string[]])[] = [
  ['no rules deny all', 'policyTypes: [Ingress]', []],
  [
    'types without ingress leave it open',
    'policyTypes: [Egress], ingress: []',
    [`${everywhere}: all ports`, `${web}: all ports`],
  ],
  ['an empty rule allows all', 'ingress: [{}]', [`${everywhere}: all ports`, `${web}: all ports`]],
  [
    'an empty from allows everybody',
    'ingress: [{ from: [], ports: [{ port: 1 }] }]',
    [`${everywhere}: TCP 1`, `${web}: TCP 1`],
  ],
  ['pods of the namespace', 'ingress: [{ from: [{ podSelector: {} }] }]', [`${web}: all ports`]],
  [
    'a named port is that of the receiver',
    'ingress: [{ from: [{ podSelector: {} }], ports: [{ port: http }] }]',
    [`${web}: TCP 8080`],
  ],
  [
    'a named port of another protocol is none',
    'ingress: [{ ports: [{ port: http, protocol: UDP }] }]',
    [],
  ],
  [
    'a range of ports',
    'ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 10, endPort: 12 }] }]',
    [`${web}: TCP 10-12`],
  ],
  [
    'a protocol alone is all its ports',
    'ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: SCTP }] }]',
    [`${web}: SCTP 1-65535`],
  ],
  [
    'a block of addresses without a part of it',
    'ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.0/9] } }] }]',
    ['10.128.0.0-10.255.255.255: all ports'],
  ],
  [
    'a namespace by its name',
    'ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } } }] }]',
    [`${web}: all ports`],
  ],
  [
    'a selector of namespaces that means none',
    'ingress: [{ from: [{ namespaceSelector: { matchLabels: { a: b } } }] }]',
    [],
  ],
  [
    'an operator that nobody knows',
    'ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: Like, values: [w] }] } }] }]',
    [],
  ],
  ['an empty range', 'ingress: [{ ports: [{ port: 10, endPort: 9 }] }]', []],
];

test.for(ingressCases)('%s', ([, spec, expected]) => {
  expect(into(spec)).toEqual(expected);
});

test('pods with the network of their node are no pods to selectors and subject to nothing', () => {
  const text =
    deployment('node', 'shop', 'hostNetwork: true') +
    deployment('api') +
    policy('shut', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }');
  const view = viewOf(text);

  expect(explain(networkOf(view), 'node', 'api')[0]?.verdict).toBe('denied');
  expect(explain(networkOf(view), 'api', 'node')[0]?.verdict).toBe('allowed');
  expect(explain(new Network(view, { hostNetwork: 'pod' }), 'node', 'api')[0]?.verdict).toBe(
    'allowed',
  );
});

function pod(name: string, tier: string): string {
  return `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: { app: web, tier: ${tier} }
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web-1, controller: true }]
spec: { containers: [{ name: main, image: a }] }
---
`;
}

test('pods whose owner is not here are one workload, in variants where selectors tell them apart', () => {
  const pods = pod('a', 'x') + pod('b', 'y') + pod('c', 'x');

  expect(networkOf(viewOf(pods)).workloads.map(({ id }) => id)).toEqual(['shop/ReplicaSet/web-1']);
  const told = pods + policy('x', '{ podSelector: { matchLabels: { tier: x } } }');
  expect(networkOf(viewOf(told)).workloads.map(({ id }) => id)).toEqual([
    'shop/ReplicaSet/web-1',
    'shop/ReplicaSet/web-1#2',
  ]);
});

const clusterPolicy = `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: guard }
spec:
  tier: Admin
  priority: 1
  subject: { namespaces: {} }
  ingress:
    - { action: Accept, from: [{ namespaces: {} }], protocols: [{ tcp: { destinationPort: { number: 9090 } } }] }
    - { action: Pass, from: [{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: web } } } }], protocols: [{ destinationNamedPort: http }] }
    - { action: Deny, from: [{ namespaces: {} }], protocols: [{ tcp: {} }] }
---
`;

test('a ClusterNetworkPolicy decides before policies of namespaces, and passes on', () => {
  const open = networkOf(viewOf(base + clusterPolicy));
  const shut = networkOf(viewOf(base + clusterPolicy + policy('shut', '{ podSelector: {} }')));

  const [first] = explain(open, 'web', 'api');
  expect(first?.allowed).toEqual(
    open.space.toPorts(
      open.space.of([
        { protocol: 'TCP', first: 8080, last: 8080 },
        { protocol: 'TCP', first: 9090, last: 9090 },
        { protocol: 'UDP', first: 1, last: 65_535 },
        { protocol: 'SCTP', first: 1, last: 65_535 },
      ]),
    ),
  );
  expect(explain(shut, 'web', 'api')[0]?.allowed.ranges).toEqual([
    { protocol: 'TCP', first: 9090, last: 9090 },
  ]);
});

test('an explanation names the rule that decides, its line, and why others do not', () => {
  const text = `${base}${policy('api', '\n  podSelector: { matchLabels: { app: api } }\n  ingress:\n    - from: [{ podSelector: { matchLabels: { app: jobs } } }]\n    - from: [{ podSelector: { matchLabels: { app: web } } }]\n      ports: [{ port: 8080 }]')}`;
  const [found] = explain(networkOf(viewOf(text)), 'shop/web', 'deployment/api');

  expect(found?.verdict).toBe('partly');
  const [allow, deny] = found?.ingress.steps ?? [];
  expect(allow).toMatchObject({ layer: 'namespace', verdict: 'allow', rules: [{ rule: 1 }] });
  expect(text.split('\n')[(allow?.rules[0]?.location.line ?? 0) - 1]).toContain('app: web');
  expect(deny?.verdict).toBe('deny');
  expect(found?.ingress.misses.map(({ reason }) => reason)).toEqual(['peer', 'port']);
  expect(found?.egress.steps).toMatchObject([{ layer: 'default', verdict: 'allow' }]);
});

const misspelt: readonly (readonly [string, string])[] = [
  ['shop/wbe', 'shop/web'],
  ['shp/api', 'shop/api'],
  ['ap', 'api'],
  ['deploymnt/web', 'Deployment/web'],
  ['shop/Deploymet/web', 'shop/Deployment/web'],
  ['sho', 'shop/*'],
  ['elsewhere/web', 'shop/web'],
];

function hintFor(network: Network, text: string): string | undefined {
  try {
    named(network, text);
  } catch (error) {
    if (error instanceof CaissonError) return error.hint;
  }
  return undefined;
}

test('unknown names are refused with a hint', () => {
  const network = networkOf(viewOf(base));

  expect(() => named(network, 'shop/wbe')).toThrow('there is no workload "shop/wbe" here');
  for (const [typed, meant] of misspelt)
    expect(hintFor(network, typed)).toBe(`did you mean ${JSON.stringify(meant)}?`);
  expect(hintFor(network, 'something/else/entirely')).toContain('write namespace/name');
  expect(named(network, 'shop/*').pods.size).toBe(2);
  expect(named(network, 'shop/web[Deployment]').pods.size).toBe(1);
});

const ingressObject = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: shop }
spec:
  defaultBackend: { service: { name: web, port: { number: 80 } } }
  rules: [{ host: a.example, http: { paths: [{ path: /, backend: { service: { name: gone, port: { number: 1 } } } }] } }]
---
`;

test('an Ingress leads to the target port, as far as policies of the pods let the controller in', () => {
  const text = base + service('web') + ingressObject;
  const open = connections(networkOf(viewOf(text)));
  const shut = connections(
    networkOf(
      viewOf(text + policy('p', '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }')),
    ),
  );

  expect(linesOf(open)).toContain(`{ingress-controller} -> ${web}: TCP 8080`);
  expect(linesOf(shut).filter((line) => line.startsWith('{'))).toEqual([]);
  expect(open.notices.map(({ text: notice }) => notice)).toContain('there is no service "gone"');
  expect(shut.entries).toMatchObject([{ workload: web, reachable: { ranges: [] } }]);
});

function gatewayText(from: string, grant: string): string {
  return `${deployment('web')}${service('web')}
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: infra }
spec: { listeners: [{ name: http, port: 80, protocol: HTTP, hostname: '*.example.com', allowedRoutes: { namespaces: { from: ${from} } } }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: routes }
spec:
  parentRefs: [{ name: edge, namespace: infra }]
  hostnames: [shop.example.com]
  rules: [{ backendRefs: [{ name: web, namespace: shop, port: 80 }] }]
---
${grant}`;
}
const grant = `
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: g, namespace: shop }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: routes }]
  to: [{ group: '', kind: Service }]
---
`;
const gatewayCases: readonly (readonly [string, string, string, boolean])[] = [
  ['a route with a grant leads in', 'All', grant, true],
  ['a route without a grant does not', 'All', '', false],
  ['a listener for its own namespace takes no route of another', 'Same', grant, false],
];

test.for(gatewayCases)('%s', ([, from, granted, isOpen]) => {
  const map = connections(networkOf(viewOf(gatewayText(from, granted))));

  expect(linesOf(map).includes(`{gateway} -> ${web}: TCP 8080`)).toBe(isOpen);
});

test('load balancers, node ports and ports of nodes are ways in', () => {
  const text =
    deployment('web') +
    service(
      'web',
      'type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24], ports: [{ port: 80, targetPort: http }]',
    ) +
    policy('p', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }] }');
  const { entries } = connections(networkOf(viewOf(text)));

  expect(entries.map(({ chain, reachable }) => [chain.kind, reachable.ranges.length])).toEqual([
    ['load-balancer', 0],
    ['node-port', 1],
  ]);
});

test('exposure speaks of pods that do not exist yet', () => {
  const text =
    deployment('api') +
    policy(
      'p',
      '{ podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: a } } }], ports: [{ port: 8080 }] }], egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: http }] }] }',
    );
  const { workloads } = exposure(networkOf(viewOf(text)));

  expect(workloads).toMatchObject([
    {
      level: 'namespaces',
      isIngressProtected: true,
      ingress: [{ peer: { id: '[namespace with {team=a}]/[all pods]' } }],
      egress: [{ peer: { id: 'entire-cluster' }, names: ['TCP http'] }],
    },
  ]);
});

test('a diff tells what opens and closes, and which workloads are new', () => {
  const before = viewOf(base);
  const after = viewOf(
    base + deployment('jobs') + policy('p', '{ podSelector: { matchLabels: { app: api } } }'),
  );
  const { changes, newWorkloads } = diff(before, after);

  expect(newWorkloads).toEqual(['shop/Deployment/jobs']);
  expect(changes.map(({ kind, source, target }) => `${kind} ${source.id} ${target.id}`)).toContain(
    `removed ${web} ${api}`,
  );
});

test('expectations are judged with counterexamples, and unknown names break them', () => {
  const text =
    base +
    deployment('db') +
    policy(
      'db',
      '{ podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: api } } }], ports: [{ port: 5432 }] }] }',
    );
  const lines = parseAssertions(`
# who talks to the database
allow api -> db:5432
deny * -> db except api
deny internet -> db
deny web -> api
allow gone -> db
`);
  const found = assertions(networkOf(viewOf(text)), lines, 'expectations.txt');

  expect(found.map(({ isKept }) => isKept)).toEqual([true, true, true, false, false]);
  expect(found[3]?.message).toBe(`${web} may talk on all ports to ${api}`);
  expect(() => parseAssertions('permit a -> b')).toThrow('line 1 is no expectation');
});

test('who can reach a workload is asked with addresses, what it reaches is left out', () => {
  const map = whoCanReach(networkOf(viewOf(base)), 'api');

  expect(linesOf(map)).toEqual([
    `${everywhere} -> ${api}: all ports`,
    `${web} -> ${api}: all ports`,
  ]);
});

function cilium(spec: string): readonly string[] {
  const text = `${base}${deployment('far', 'other')}
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: c, namespace: shop }
spec: { endpointSelector: { matchLabels: { 'k8s:app': api } }, ${spec} }
`;
  return linesOf(connections(networkOf(viewOf(text))))
    .filter((line) => line.includes(`-> ${api}`))
    .map((line) => line.replace(` -> ${api}`, ''));
}

const far = 'other/Deployment/far';
const ciliumCases: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty rule of Cilium closes', 'ingress: [{}]', []],
  [
    'no rules of Cilium close nothing',
    'ingress: []',
    [`${everywhere}: all ports`, `${far}: all ports`, `${web}: all ports`],
  ],
  [
    'endpoints of Cilium are those of the namespace',
    'ingress: [{ fromEndpoints: [{}] }]',
    [`${web}: all ports`],
  ],
  [
    'endpoints of Cilium name their namespace by a label',
    'ingress: [{ fromEndpoints: [{ matchLabels: { k8s:io.kubernetes.pod.namespace: other } }] }]',
    [`${far}: all ports`],
  ],
  [
    'ports without peers are open to all',
    "ingress: [{ toPorts: [{ ports: [{ port: '80', protocol: TCP }] }] }]",
    [`${everywhere}: TCP 80`, `${far}: TCP 80`, `${web}: TCP 80`],
  ],
  [
    'what Cilium denies stays closed',
    'ingress: [{ fromEntities: [cluster] }], ingressDeny: [{ fromEndpoints: [{ matchLabels: { app: web } }] }]',
    [`${far}: all ports`],
  ],
  [
    'a rule to deny alone need not close the rest',
    'enableDefaultDeny: { ingress: false }, ingressDeny: [{ fromEntities: [world] }]',
    [`${far}: all ports`, `${web}: all ports`],
  ],
  [
    'a set of CIDRs has exceptions',
    'ingress: [{ fromCIDRSet: [{ cidr: 10.0.0.0/8, except: [10.0.0.0/9] }] }]',
    ['10.128.0.0-10.255.255.255: all ports'],
  ],
];

test.for(ciliumCases)('%s', ([, spec, expected]) => {
  expect(cilium(spec)).toEqual(expected);
});

test('policies that differ only in whom they mean are told apart', () => {
  const names = ['a', 'b', 'c', 'd'];
  const text = names
    .map((name, at) => {
      const from = names[(at + 1) % 4] ?? '';
      const spec = `{ podSelector: { matchLabels: { app: ${name} } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: ${from} } } }], ports: [{ port: 80 }] }] }`;
      return deployment(name) + policy(name, spec);
    })
    .join('');
  const map = connections(networkOf(viewOf(text)));

  expect(linesOf(map).filter((line) => line.endsWith('TCP 80'))).toEqual([
    'shop/Deployment/a -> shop/Deployment/d: TCP 80',
    'shop/Deployment/b -> shop/Deployment/a: TCP 80',
    'shop/Deployment/c -> shop/Deployment/b: TCP 80',
    'shop/Deployment/d -> shop/Deployment/c: TCP 80',
  ]);
});

test('a map that is cut says how many connections are left out', () => {
  const network = networkOf(viewOf(['a', 'b', 'c', 'd'].map((name) => deployment(name)).join('')));
  const { connections: listed, statistics } = connections(network, {
    limit: 5,
    isWithoutAddresses: true,
  });

  expect({ listed: listed.length, leftOut: statistics.leftOut }).toEqual({ listed: 5, leftOut: 7 });
});

test('policies of kinds that are not evaluated are gaps', () => {
  const antrea =
    'apiVersion: crd.antrea.io/v1beta1\nkind: NetworkPolicy\nmetadata: { name: c, namespace: shop }\n';
  const { gaps } = connections(networkOf(viewOf(base + antrea)));

  expect(gaps.map(({ reason, detail }) => `${reason}: ${detail}`)).toEqual([
    'unsupported: NetworkPolicy shop/c (crd.antrea.io) is not evaluated: connections are shown as if it did not exist',
  ]);
});
