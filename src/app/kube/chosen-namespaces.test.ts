import { expect, test } from 'vitest';
import { kubeObjectOf } from '#kube/object.ts';
import { ChosenNamespaces } from './chosen-namespaces.ts';

function object(kind: string, name: string, namespace?: string) {
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  const made = kubeObjectOf({ apiVersion: 'v1', kind, metadata }, { place: { path: 'a.yaml' } });
  if (made === undefined) throw new Error('no object');
  return made;
}

test('the namespaces that are named count, and what belongs to the whole cluster', () => {
  const chosen = new ChosenNamespaces(['shop']);

  const kept = [
    object('ConfigMap', 'a', 'shop'),
    object('ConfigMap', 'a', 'pay'),
    object('Namespace', 'shop'),
    object('Namespace', 'pay'),
    object('Node', 'one'),
  ].map((one) => chosen.has(one));

  expect(kept).toEqual([true, false, true, false, true]);
  expect(() => chosen.check()).not.toThrow();
});

test('a namespace that is nowhere is told, with those that are', () => {
  const chosen = new ChosenNamespaces(['shpo']);
  chosen.has(object('ConfigMap', 'a', 'shop'));

  expect(() => chosen.check()).toThrow('no object is in the namespace "shpo"');
});

test('without a name every namespace counts', () => {
  const chosen = new ChosenNamespaces(undefined);

  expect(chosen.has(object('ConfigMap', 'a', 'shop'))).toBe(true);
  expect(() => chosen.check()).not.toThrow();
});
