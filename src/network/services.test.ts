import { expect, test } from 'vitest';
import { connections } from './connections.ts';
import { formatPorts } from './describe.ts';
import { explain } from './explain.ts';
import { Network, networkOf } from './network.ts';
import { deployment, policy, viewOf } from './testdata/view.ts';

const pod = `
apiVersion: v1
kind: Pod
metadata:
  name: web-5d9c-x1
  namespace: shop
  labels: { app: web }
  ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: web, controller: true }]
spec: { containers: [{ name: main, image: a, ports: [{ name: http, containerPort: 8080 }] }] }
status: { phase: Running, podIP: 10.1.0.7 }
---
`;
const web = deployment('web') + pod;

function behind(endpoints: string): string {
  return `${web}
apiVersion: v1
kind: Service
metadata: { name: by-hand, namespace: shop }
spec: { type: NodePort, ports: [{ port: 80, targetPort: 8080 }] }
---
${endpoints}`;
}

function slice(endpoint: string): string {
  return `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: by-hand-1, namespace: shop, labels: { kubernetes.io/service-name: by-hand } }
endpoints: [${endpoint}]
`;
}

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['an address in a slice', slice('{ addresses: [10.1.0.7] }'), ['TCP 8080']],
  [
    'the name of a pod in a slice',
    slice('{ addresses: [10.9.9.9], targetRef: { kind: Pod, name: web-5d9c-x1 } }'),
    ['TCP 8080'],
  ],
  [
    'old Endpoints',
    'apiVersion: v1\nkind: Endpoints\nmetadata: { name: by-hand, namespace: shop }\nsubsets: [{ addresses: [{ ip: 10.1.0.7 }] }]\n',
    ['TCP 8080'],
  ],
  ['addresses outside', slice('{ addresses: [192.0.2.1] }'), []],
  ['no endpoints at all', '', []],
];

test.for(cases)('a service without a selector leads to pods by %s', ([, endpoints, expected]) => {
  const { entries } = connections(networkOf(viewOf(behind(endpoints))));

  expect(entries.map(({ chain }) => formatPorts(chain.ports))).toEqual(expected);
});

test('blocks of addresses mean pods where that is asked for', () => {
  const text =
    web +
    deployment('jobs') +
    policy(
      'out',
      '{ podSelector: { matchLabels: { app: jobs } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.1.0.0/24 } }] }] }',
    );

  expect(explain(networkOf(viewOf(text)), 'jobs', 'web')[0]?.verdict).toBe('denied');
  expect(explain(new Network(viewOf(text), { ipBlocks: 'pods' }), 'jobs', 'web')[0]?.verdict).toBe(
    'allowed',
  );
});
