import { expect, test } from 'vitest';
import { configMaps } from './testing.ts';
import { unknownKinds, wantedResources } from './wanted.ts';

const served = [
  ['', 'pods', 'Pod', 'po'],
  ['', 'events', 'Event', 'ev'],
  ['events.k8s.io', 'events', 'Event', 'ev'],
  ['apps', 'deployments', 'Deployment', 'deploy'],
  ['networking.k8s.io', 'ingresses', 'Ingress', 'ing'],
  ['extensions', 'ingresses', 'Ingress', 'ing'],
  ['coordination.k8s.io', 'leases', 'Lease', ''],
  ['metrics.k8s.io', 'pods', 'PodMetrics', ''],
  ['aquasecurity.github.io', 'vulnerabilityreports', 'VulnerabilityReport', 'vuln'],
  ['acme.example', 'gadgets', 'Gadget', ''],
].map(([group = '', name = '', kind = '', short = '']) => ({
  ...configMaps,
  group,
  name,
  kind,
  shortNames: [short],
}));
const review = { ...configMaps, name: 'tokenreviews', kind: 'TokenReview', verbs: ['create'] };

test.for([
  [undefined, ['pods', 'deployments.apps', 'ingresses.networking.k8s.io', 'gadgets.acme.example']],
  [['Deployment'], ['deployments.apps']],
  [
    ['deploy', 'PO'],
    ['pods', 'deployments.apps'],
  ],
  [['pods'], ['pods', 'pods.metrics.k8s.io']],
  [['pods.metrics.k8s.io'], ['pods.metrics.k8s.io']],
  [
    ['/Pod', 'apps/Deployment'],
    ['pods', 'deployments.apps'],
  ],
  [['events'], ['events', 'events.events.k8s.io']],
  [['nonsense'], []],
] as const)('of the kinds %j these are listed: %j', ([kinds, wanted]) => {
  const choice = kinds === undefined ? {} : { kinds };

  const names = wantedResources([...served, review], choice).map(({ group, name }) =>
    group === '' ? name : `${name}.${group}`,
  );

  expect(names).toStrictEqual(wanted);
});

test('all is all, without what is served twice', () => {
  const names = wantedResources([...served, review], { kinds: 'all' }).map(({ kind }) => kind);

  expect(names.filter((kind) => kind === 'Event' || kind === 'Ingress')).toStrictEqual([
    'Event',
    'Ingress',
  ]);
  expect(names).toContain('Lease');
  expect(names).not.toContain('TokenReview');
});

test('kinds that nobody serves are named', () => {
  expect(unknownKinds(served, { kinds: ['Pod', 'Nonsense'] })).toStrictEqual(['Nonsense']);
});
