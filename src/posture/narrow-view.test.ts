import { expect, test } from 'vitest';
import { kubeObjectOf } from '#kube/object.ts';
import { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import { isJudged } from './relation/missing.ts';
import { emptyPeers } from './relation/selects-nothing.ts';

function objectsOf(...bodies: readonly Json[]) {
  return bodies.flatMap((body) => kubeObjectOf(body, { place: { path: 'live' } }) ?? []);
}

test('of namespaces that were not read nothing is said to be missing', () => {
  const narrow = new ClusterView([], 'cluster', new Set(), ['shop']);

  expect([narrow.covers('shop'), narrow.covers('pay'), narrow.covers()]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isJudged(narrow, '', 'Service', 'shop')).toBe(true);
  expect(isJudged(narrow, '', 'Service', 'pay')).toBe(false);
});

test('a peer in a namespace that was not read is not called empty', () => {
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      podSelector: {},
      ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'a' } } }] }],
    },
  };
  const other = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'pay' } };
  const objects = objectsOf(policy, other);
  const [read] = objects;

  const narrow = new ClusterView(objects, 'cluster', new Set(), ['shop']);
  const whole = new ClusterView(objects, 'cluster');

  expect(read && emptyPeers(narrow, read)).toEqual([]);
  expect(read && emptyPeers(whole, read)).toHaveLength(1);
});
