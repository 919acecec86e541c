import { expect, test } from 'vitest';
import { ClusterView } from '#kube/view.ts';
import { unknownResource } from './resource-name.ts';

const view = new ClusterView([], 'manifests');

test.for<[string, string | undefined]>([
  ['secrets', undefined],
  ['po', undefined],
  ['deployments.apps/scale', undefined],
  ['*', undefined],
  ['secrtes', 'no resource called "secrtes" is known here; did you mean "secrets"?'],
  ['widgets.example.com', 'no resource called "widgets" is known here'],
])('%s', ([text, expected]) => {
  expect(unknownResource(text, view)).toBe(expected);
});
