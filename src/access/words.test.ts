import { expect, test } from 'vitest';
import { CaissonError } from '#kit/error.ts';
import { formatSubject, parseSubject, requesterOf } from './identity.ts';
import { parseResource } from './resource-name.ts';
import { granted, readAccess } from './testing/read.ts';
import { parseVerb } from './verbs.ts';

const words = [
  ['po', '/pods/'],
  ['deploy', 'apps/deployments/'],
  ['deployments.apps/scale', 'apps/deployments/scale'],
  ['deployments.v1.apps', 'apps/deployments/'],
  ['Deployment', 'apps/deployments/'],
  ['sa', '/serviceaccounts/'],
  ['cm', '/configmaps/'],
  ['pods/log', '/pods/log'],
  ['widgets.example.org', 'example.org/widgets/'],
  ['widgets', '/widgets/'],
  ['*', '*/*/'],
  ['*.apps', 'apps/*/'],
  ['netpol', 'networking.k8s.io/networkpolicies/'],
  ['ing', 'networking.k8s.io/ingresses/'],
  ['csr', 'certificates.k8s.io/certificatesigningrequests/'],
] as const;

test.for(words)('the resource %s is %s', ([text, expected]) => {
  const { group, resource, subresource } = parseResource(text);

  expect(`${group}/${resource}/${subresource}`).toBe(expected);
});

test('subjects are read as people write them', () => {
  function read(text: string) {
    return formatSubject(parseSubject(text));
  }

  expect(
    ['system:serviceaccount:shop:web', 'sa:shop/web', 'shop/web', 'sa:shop:web'].map(read),
  ).toEqual(Array.from({ length: 4 }, () => 'ServiceAccount shop/web'));
  expect(['alice', 'user:alice', 'group:devs', 'system:masters', 'oidc:alice'].map(read)).toEqual([
    'User alice',
    'User alice',
    'Group devs',
    'Group system:masters',
    'User oidc:alice',
  ]);
  expect(() => parseSubject('')).toThrow(CaissonError);
});

test('groups that nobody has to name are known', () => {
  function groupsOf(text: string) {
    return requesterOf(parseSubject(text)).groups;
  }

  expect(groupsOf('alice')).toEqual(['system:authenticated']);
  expect(groupsOf('system:anonymous')).toEqual(['system:unauthenticated']);
  expect(groupsOf('system:node:one')).toEqual(['system:nodes', 'system:authenticated']);
  expect(groupsOf('sa:shop/web')).toEqual([
    'system:serviceaccounts',
    'system:serviceaccounts:shop',
    'system:authenticated',
  ]);
});

test('custom resources are known by their definitions', () => {
  const { view } = readAccess(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.org}
spec:
  group: example.org
  scope: Cluster
  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
`);

  for (const text of ['wd', 'Widget', 'widget', 'widgets.example.org', 'widgets.v1.example.org'])
    expect(parseResource(text, view)).toMatchObject({
      group: 'example.org',
      resource: 'widgets',
      isNamespaced: false,
    });
});

test('resources without a definition have the group that rules name them with', () => {
  const { view } = readAccess(
    granted(
      '{verbs: [get], apiGroups: [example.org], resources: [gadgets]}',
      '{kind: User, name: a}',
    ),
  );

  expect(parseResource('gadgets', view)).toMatchObject({ group: 'example.org' });
  expect(parseResource('gadgets.other.org', view)).toMatchObject({ group: 'other.org' });
  expect(parseResource('pods', view)).toMatchObject({ group: '' });
});

test('what is no resource or verb is refused', () => {
  for (const text of ['', '/', 'a/b/c', 'a b'])
    expect(() => parseResource(text)).toThrow(CaissonError);
  for (const text of ['', '-', 'get pods', '../x'])
    expect(() => parseVerb(text)).toThrow(CaissonError);
  expect(parseVerb('GET')).toBe('get');
});
