import { expect, test } from 'vitest';
import type { Violation } from '#contract/check.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { defaultPostureSettings as settings } from '#kube/subject.ts';
import { ClusterView } from '#kube/view.ts';
import { missing } from './missing.ts';
import { disruptionsAllowed } from './scaling.ts';
import { selectsNothing } from './selects-nothing.ts';

function objectsOf(text: string) {
  return readManifests('all.yaml', new TextEncoder().encode(text)).objects;
}

function messages(
  evaluate: ReturnType<typeof missing>,
  text: string,
  {
    completeness = 'cluster',
    unlisted = [],
  }: {
    readonly completeness?: 'cluster' | 'manifests';
    readonly unlisted?: readonly string[];
  } = {},
): readonly (string | undefined)[] {
  const view = new ClusterView(objectsOf(text), completeness, new Set(unlisted));
  const found: readonly Violation[] = [...evaluate({ view, settings, now: new Date(0) })];
  return found.map(({ message }) => message);
}

const pod = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  serviceAccountName: web
  containers:
    - name: web
      image: a
      envFrom: [{secretRef: {name: db}}]
`;

test('in a cluster what is not there is missing', () => {
  expect(messages(missing('', 'Secret'), pod)).toEqual(['there is no Secret "db" in "shop"']);
});

test('what could not be listed may be there', () => {
  expect(messages(missing('', 'Secret'), pod, { unlisted: ['/Secret'] })).toEqual([]);
});

test('manifests without any Secret say nothing of Secrets', () => {
  expect(messages(missing('', 'Secret'), pod, { completeness: 'manifests' })).toEqual([]);
});

test.for([
  ['SealedSecret', 'bitnami.com/v1alpha1', '{}'],
  ['ExternalSecret', 'external-secrets.io/v1', '{}'],
  ['Certificate', 'cert-manager.io/v1', '{secretName: db}'],
  ['SecretProviderClass', 'secrets-store.csi.x-k8s.io/v1', '{secretObjects: [{secretName: db}]}'],
] as const)('a Secret that a %s makes is not missing', ([kind, apiVersion, spec]) => {
  const maker = `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: db, namespace: shop}\nspec: ${spec}\n`;

  expect(messages(missing('', 'Secret'), pod + maker)).toEqual([]);
});

test('the default service account is always there', () => {
  const text = pod.replace('serviceAccountName: web', 'serviceAccountName: default');

  expect(messages(missing('', 'ServiceAccount'), text)).toEqual([]);
});

test('an empty namespace of a cluster has nothing that a policy could select', () => {
  const policy = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a, namespace: empty}
spec: {podSelector: {matchLabels: {app: web}}}
`;
  const condition = selectsNothing('networking.k8s.io', 'NetworkPolicy', 'podSelector');

  expect(messages(condition, policy)).toHaveLength(1);
  expect(messages(condition, policy, { completeness: 'manifests' })).toEqual([]);
});

test.for([
  ['{minAvailable: 1}', 1, 0],
  ['{minAvailable: 1}', 3, 2],
  ['{minAvailable: 50%}', 3, 1],
  ['{minAvailable: 100%}', 5, 0],
  ['{maxUnavailable: 0}', 5, 0],
  ['{maxUnavailable: 10%}', 5, 1],
  ['{maxUnavailable: 25%}', 8, 2],
  ['{selector: {}}', 8, undefined],
] as const)('a budget %s of %d pods lets %s go', ([spec, pods, expected]) => {
  const [budget] = objectsOf(
    `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\nspec: ${spec}\n`,
  );

  expect(budget && disruptionsAllowed(budget, pods)).toBe(expected);
});

const operator = `
apiVersion: v1
kind: ServiceAccount
metadata: {name: operator, namespace: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: operator, namespace: shop}
spec:
  selector: {matchLabels: {app: operator}}
  template:
    metadata: {labels: {app: operator}}
    spec: {serviceAccountName: operator, containers: [{name: a, image: b}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: operator, namespace: shop}
rules:
  - {apiGroups: [apps], resources: [statefulsets], verbs: ['*']}
  - {apiGroups: [''], resources: [secrets], verbs: [create]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: operator, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator}
subjects: [{kind: ServiceAccount, name: operator, namespace: shop}]
`;

function policyFor(app: string): string {
  return `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a, namespace: shop}
spec: {podSelector: {matchLabels: {app: ${app}}}}
`;
}

test('pods that an operator among the files makes are not missed, unless it is a slip', () => {
  const selection = selectsNothing('networking.k8s.io', 'NetworkPolicy', 'podSelector');
  const files = { completeness: 'manifests' } as const;

  expect(messages(selection, `${operator}---${policyFor('database')}`, files)).toEqual([]);
  expect(messages(selection, `${operator}---${policyFor('operater')}`, files)).toHaveLength(1);
  expect(messages(selection, `${operator}---${policyFor('database')}`)).toHaveLength(1);
});

test('Secrets that a program among the files makes are not missed, unless it is a slip', () => {
  const existing = 'apiVersion: v1\nkind: Secret\nmetadata: {name: dbs, namespace: shop}\n';
  const files = { completeness: 'manifests' } as const;
  const secrets = missing('', 'Secret');
  const other = existing.replace('dbs', 'registry');
  const named = pod.replace('name: db}', 'name: database}');

  expect(messages(secrets, [operator, other, named].join('---\n'), files)).toEqual([]);
  expect(messages(secrets, [other, named].join('---\n'), files)).toHaveLength(1);
  expect(
    messages(secrets, [operator, other.replace('registry', 'databse'), named].join('---\n'), files),
  ).toHaveLength(1);
});

test('a claim that a StatefulSet makes itself is not missed', () => {
  const claims = missing('', 'PersistentVolumeClaim');
  const set = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  volumeClaimTemplates: [{metadata: {name: data}}]
  template:
    spec:
      containers: [{name: a, image: b}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
`;

  expect(messages(claims, set)).toEqual([]);
  expect(
    messages(claims, set.replace('metadata: {name: data}', 'metadata: {name: log}')),
  ).toHaveLength(1);
});
