import { expect, test } from 'vitest';
import { kubeObjectOf } from '#kube/object.ts';
import { ClusterView } from '#kube/view.ts';
import { deploymentsIn } from './alternatives.ts';

/** `path: Kind/name Kind/name` for each file. */
function deployments(...files: readonly string[]): readonly string[] {
  const objects = files.flatMap((file) => {
    const [path = '', names = ''] = file.split(': ');
    return names.split(' ').flatMap((one) => {
      const [kind = '', name = ''] = one.split('/');
      const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
      const body = { apiVersion, kind, metadata: { name } };
      return kubeObjectOf(body, { place: { path } }) ?? [];
    });
  });
  const paths = new Set(objects.map(({ origin }) => origin.place.path));
  return deploymentsIn(new ClusterView(objects, 'manifests')).map((one) => {
    const there = new Set(one.view.objects.map(({ origin }) => origin.place.path));
    return [...paths]
      .filter((path) => there.has(path))
      .map((path) => (one.owns(path) ? path : `(${path})`))
      .join(' ');
  });
}

test.for<[string, readonly string[], readonly string[]]>([
  [
    'files that define different objects are one deployment',
    ['a.yaml: Deployment/web Namespace/shop', 'b.yaml: Service/web Namespace/shop'],
    ['a.yaml b.yaml'],
  ],
  [
    'variants in one directory are judged apart, each with what is common',
    [
      'all.yaml: Deployment/web Service/web ConfigMap/web',
      'ha.yaml: Deployment/web Service/web ConfigMap/web Service/ha',
      'crds.yaml: ConfigMap/common',
    ],
    ['all.yaml crds.yaml', 'ha.yaml (crds.yaml)'],
  ],
  [
    'directories that define the same are environments',
    [
      'base/db.yaml: Deployment/db',
      'dev/cm.yaml: ConfigMap/web',
      'dev/web.yaml: Deployment/web',
      'prod/cm.yaml: ConfigMap/web',
      'prod/web.yaml: Deployment/web',
    ],
    ['base/db.yaml dev/cm.yaml dev/web.yaml', '(base/db.yaml) prod/cm.yaml prod/web.yaml'],
  ],
  [
    'one object of two files that hold others too is an accident',
    ['a.yaml: Deployment/web ConfigMap/web', 'b.yaml: Deployment/web Service/web'],
    ['a.yaml b.yaml'],
  ],
])('%s', ([, files, expected]) => {
  expect(deployments(...files)).toEqual(expected);
});

test('thousands of variants cost little and all are judged', () => {
  const files = Array.from({ length: 3000 }, (_, at) => `v${at}/web.yaml: Deployment/web`);

  const found = deployments(...files);

  expect(found).toHaveLength(24);
  expect(found.join(' ').match(/(?<!\()v\d+\/web/g)).toHaveLength(3000);
});
