import { expect, test } from 'vitest';
import { readManifests } from '#kube/read-manifests.ts';
import { markersOfAnnotations, markersOfManifests } from './allowance.ts';

function manifests(text: string) {
  return readManifests('a.yaml', Buffer.from(text));
}

test.for([
  [
    'caisson.dev/allow',
    'CSN-K8S-0001, CSN-K8S-0002 until=2027-01-31 owner=ops needs a device',
    {
      ids: ['CSN-K8S-0001', 'CSN-K8S-0002'],
      until: '2027-01-31',
      reason: 'owner=ops needs a device',
    },
  ],
  ['caisson.dev/allow-2', 'privileged-container', { ids: ['privileged-container'] }],
  [
    'ignore-check.kube-linter.io/run-as-non-root',
    'legacy',
    { ids: ['run-as-non-root'], tool: 'kube-linter', reason: 'legacy' },
  ],
  ['kube-linter.io/ignore-all', 'demo', { ids: ['*'] }],
  ['polaris.fairwinds.com/exempt', 'true', { ids: ['*'] }],
  [
    'polaris.fairwinds.com/runAsRootAllowed-exempt',
    'true',
    { ids: ['runAsRootAllowed'], tool: 'polaris' },
  ],
  [
    'checkov.io/skip1',
    'CKV_K8S_20=needed',
    { ids: ['CKV_K8S_20'], tool: 'checkov', reason: 'needed' },
  ],
] as const)('the annotation %s accepts', ([key, text, wanted]) => {
  const [object] = manifests(
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    ${key}: ${JSON.stringify(text)}\n`,
  ).objects;

  expect(object && markersOfAnnotations(object)).toMatchObject([wanted]);
});

test('other annotations accept nothing', () => {
  const [object] = manifests(
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations: {caisson.dev/owner: x, polaris.fairwinds.com/exempt: "false"}\n',
  ).objects;

  expect(object && markersOfAnnotations(object)).toEqual([]);
});

test('a comment accepts on its line, above it, in its object or all over the file', () => {
  const text = `# caisson:allow file CSN-K8S-0009
apiVersion: v1
kind: Pod
metadata:
  name: a # caisson:allow CSN-K8S-0001
spec:
  # caisson:allow object CSN-K8S-0002 old
  hostPID: true
---
apiVersion: v1
kind: Pod
metadata: {name: b}
`;

  expect(
    markersOfManifests(manifests(text)).map(({ ids, from, to }) => [ids[0], from, to]),
  ).toEqual([
    ['CSN-K8S-0009', 1, Number.MAX_SAFE_INTEGER],
    ['CSN-K8S-0001', 5, 5],
    ['CSN-K8S-0002', 2, expect.any(Number)],
  ]);
});
