import { expect, test } from 'vitest';
import { locate } from './object.ts';
import { podTemplatesOf } from './pods.ts';
import { readManifests } from './read-manifests.ts';
import { ClusterView } from './view.ts';

function read(text: string) {
  return readManifests('app.yaml', Buffer.from(text));
}

test('documents, lists and broken documents of one file are read each by itself', () => {
  const { objects, gaps } = read(`apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
---
kind: nothing
---
apiVersion: v1
kind: PodList
items:
  - metadata: {name: one}
    spec: {containers: [{name: c, image: nginx}]}
---
: [broken
`);

  expect(objects.map(({ kind, name, namespace }) => [kind, name, namespace])).toEqual([
    ['Service', 'web', 'shop'],
    ['Pod', 'one', 'default'],
  ]);
  expect(gaps.map(({ location }) => location.line)).toEqual([expect.any(Number), 5]);
});

test('fields have their places, or that of the nearest field around them', () => {
  const { objects } = read(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx
`);
  const [deployment] = objects;
  if (deployment === undefined) throw new Error('there is no object');
  const [pod] = podTemplatesOf(deployment);
  const path = pod?.containers[0]?.path ?? [];

  expect(locate(deployment, [...path, 'image'])).toMatchObject({
    line: 10,
    column: 11,
    field: 'spec.template.spec.containers[0].image',
  });
  expect(locate(deployment, [...path, 'securityContext', 'privileged'])).toMatchObject({ line: 9 });
});

test.for([
  ['yes', true],
  ['off', false],
  ['0644', 420],
  ['"0644"', '0644'],
  ['1.10', 1.1],
  ['0x10', 16],
  ['1_000', 1000],
] as const)('%s is what tools of Kubernetes make of it', ([text, value]) => {
  const { objects } = read(
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nvalue: ${text}\n`,
  );

  expect(objects[0]?.body['value']).toBe(value);
});

test('a pod of a controller that is here counts there', () => {
  const { objects } = read(`apiVersion: apps/v1
kind: Deployment
metadata: {name: web, uid: d}
spec: {template: {spec: {containers: [{name: c, image: nginx}]}}}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, uid: r, ownerReferences: [{controller: true, uid: d, kind: Deployment, name: web}]}
spec: {template: {spec: {containers: [{name: c, image: nginx}]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1-x, uid: p, ownerReferences: [{controller: true, uid: r, kind: ReplicaSet, name: web-1}]}
spec: {containers: [{name: c, image: nginx}]}
`);
  const view = new ClusterView(objects, 'cluster');

  expect(view.workloads.map(({ object, pods }) => [object.name, pods.length])).toEqual([
    ['web', 1],
  ]);
});
