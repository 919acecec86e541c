import { expect, test } from 'vitest';
import { formatPorts } from './describe.ts';
import { explain } from './explain.ts';
import { networkOf } from './network.ts';
import { deployment, viewOf } from './testdata/view.ts';

function pod(name: string, address: string): string {
  return `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: { app: db }
  ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: db, controller: true }]
spec: { containers: [{ name: main, image: a }] }
status: { phase: Running, podIP: ${address} }
---
`;
}

function guard(egress: string, tier = 'Admin'): string {
  return `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: guard }
spec:
  tier: ${tier}
  priority: 1
  subject: { pods: { podSelector: { matchLabels: { app: web } } } }
  egress: ${egress}
---
`;
}

const web = deployment('web');
const pods = pod('db-0', '10.1.0.1') + pod('db-1', '10.1.0.2');
const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'networks of a family mean the pods with such addresses',
    '[{ action: Deny, to: [{ networks: [0.0.0.0/0] }] }]',
    'Admin',
    ['no port'],
  ],
  [
    'networks that hold all addresses of an owner mean all its pods',
    '[{ action: Deny, to: [{ networks: [10.1.0.0/24] }] }]',
    'Baseline',
    ['no port'],
  ],
  [
    'networks that hold some addresses tell the pods of an owner apart',
    '[{ action: Accept, to: [{ networks: [10.1.0.2/32] }] }, { action: Deny, to: [{ networks: [0.0.0.0/0] }] }]',
    'Admin',
    ['no port', 'all ports'],
  ],
  [
    'pods may be passed before networks are denied',
    '[{ action: Pass, to: [{ namespaces: {} }] }, { action: Deny, to: [{ networks: [0.0.0.0/0, "::/0"] }] }]',
    'Admin',
    ['all ports'],
  ],
  [
    'a peer of an unknown kind makes a rule that denies deny everything',
    '[{ action: Pass, to: [{ services: {} }] }, { action: Accept, to: [{ namespaces: {} }] }]',
    'Admin',
    ['no port'],
  ],
  [
    'a peer of an unknown kind makes a rule that allows match nothing',
    '[{ action: Accept, to: [{ services: {} }, { namespaces: {} }] }, { action: Deny, to: [{ namespaces: {} }] }]',
    'Admin',
    ['no port'],
  ],
];

test.for(cases)('%s', ([, egress, tier, expected]) => {
  const network = networkOf(viewOf(web + pods + guard(egress, tier)));
  const found = explain(network, 'web', 'db').map(({ allowed }) => formatPorts(allowed));

  expect(found).toEqual(expected);
});
