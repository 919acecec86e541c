import { expect, test } from 'vitest';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import type { Fault } from '#model/fault.ts';
import { withoutReplicas } from './replicas.ts';

const { objects } = readManifests(
  'dump.yaml',
  Buffer.from(`apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, uid: d}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, namespace: shop, uid: r, ownerReferences: [{controller: true, uid: d, kind: Deployment, name: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1-a, namespace: shop, uid: a, ownerReferences: [{controller: true, uid: r, kind: ReplicaSet, name: web-1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1-b, namespace: shop, uid: b, ownerReferences: [{controller: true, uid: r, kind: ReplicaSet, name: web-1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: alone, namespace: shop, uid: x}
`),
);
const view = new ClusterView(objects, 'cluster');

function fault(rule: string, kind: string, name: string, identity = 'c'): Fault {
  const apiVersion = kind === 'Pod' ? 'v1' : 'apps/v1';
  return {
    kind: 'misconfiguration',
    rule,
    severity: 'high',
    title: rule,
    locations: [{ path: name }],
    message: rule,
    identity,
    object: { apiVersion, kind, namespace: 'shop', name },
    remediation: '',
    aliases: [],
    references: [],
  };
}

test('what pods have from their controller is told at the controller, what they alone have once', () => {
  const left = withoutReplicas(view, [
    fault('A', 'Pod', 'web-1-a'),
    fault('A', 'Deployment', 'web'),
    fault('A', 'ReplicaSet', 'web-1'),
    fault('A', 'Pod', 'web-1-b'),
    fault('B', 'Pod', 'web-1-a', 'sidecar'),
    fault('B', 'Pod', 'web-1-b', 'sidecar'),
    fault('A', 'Pod', 'alone'),
  ]);

  expect(left.map(({ rule, object }) => [rule, object?.name])).toEqual([
    ['A', 'web'],
    ['B', 'web-1-a'],
    ['A', 'alone'],
  ]);
});
