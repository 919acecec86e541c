import { expect, test } from 'vitest';
import { defaultPostureSettings } from '#kube/subject.ts';
import type { Completeness } from '#kube/view.ts';
import { riskViolations } from './findings.ts';
import { pathViolations } from './path-findings.ts';
import { allRisks, type RiskId, risks } from './risks.ts';
import { hiddenAdmins } from './role-findings.ts';
import { danglingRoles, danglingSubjects } from './subject-findings.ts';
import { granted, readAccess } from './testing/read.ts';
import { powerfulTokens } from './token-findings.ts';

function subjectOf(yaml: string, completeness: Completeness = 'manifests') {
  const { view } = readAccess(yaml, completeness);
  return { view, settings: defaultPostureSettings, now: new Date(0) };
}

function told(yaml: string, id: RiskId): readonly string[] {
  return [...riskViolations(subjectOf(yaml), id)].map(
    ({ severity, message }) => `${severity}: ${message}`,
  );
}

const secrets = '{verbs: [get], apiGroups: [""], resources: [secrets]}';
const web = '{kind: ServiceAccount, name: web, namespace: shop}';

test('a risk weighs as far as it reaches, and names who has it', () => {
  expect(told(granted(secrets, web), 'secrets-read')).toEqual([
    'high: ClusterRole "r" lets ServiceAccount shop/web (in the whole cluster) read secrets',
  ]);
  expect(told(granted(secrets, web, 'shop'), 'secrets-read')).toEqual([
    'medium: Role "r" lets ServiceAccount shop/web (in "shop") read secrets',
  ]);
  expect(told(granted(secrets, web, 'kube-system'), 'secrets-read')).toEqual([
    'high: Role "r" lets ServiceAccount shop/web (in "kube-system") read secrets',
  ]);
});

const silent = [
  [
    'one secret by its name',
    '{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [a]}',
    web,
  ],
  [
    'parts of the cluster',
    secrets,
    '{kind: ServiceAccount, name: namespace-controller, namespace: kube-system}',
  ],
  ['nodes', secrets, '{kind: Group, name: "system:nodes"}'],
  ['everything, which is told of once', '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}', web],
] as const;

test.for(silent)('nothing is said of %s', ([, rule, subject]) => {
  expect(told(granted(rule, subject), 'secrets-read')).toEqual([]);
});

test('a role that nobody has is no matter of who has it', () => {
  const unbound = granted(secrets, web).split('---')[0] ?? '';

  expect(told(unbound, 'secrets-read')).toEqual([]);
});

test('rights that come by aggregation are found where they are given', () => {
  const yaml = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {part: a}}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: one, labels: {part: a}}
rules: [${secrets}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
roleRef: {kind: ClusterRole, name: all}
subjects: [${web}]
`;

  expect(told(yaml, 'secrets-read')).toEqual([
    'medium: ClusterRole "all" lets ServiceAccount shop/web (in "shop") read secrets',
  ]);
});

test.for(allRisks().map(({ id }) => id))('the risk %s is found in a rule that says it', (id) => {
  const risk = allRisks().find((one) => one.id === id);
  const permission = risk?.permissions[0];
  const rule = JSON.stringify(
    permission?.urls === undefined
      ? {
          verbs: permission?.verbs,
          apiGroups: permission?.groups,
          resources: permission?.resources,
        }
      : { verbs: permission.verbs, nonResourceURLs: permission.urls },
  );

  expect(Object.keys(risks)).toContain(id);
  expect(told(granted(rule, web), id as RiskId)).toHaveLength(1);
});

test('everything by another name is told of, written out too', () => {
  const named =
    '{verbs: [get, list, watch, create, update, patch, delete], apiGroups: ["*"], resources: ["*"]}';
  const own = granted(named, web);

  expect([...hiddenAdmins(subjectOf(own))]).toHaveLength(1);
  expect([...hiddenAdmins(subjectOf(granted(secrets, web)))]).toEqual([]);
});

const binding = granted(secrets, web, 'shop');

test('what is missing from files is missed only where the rest is there; from a cluster always', () => {
  const other =
    '\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other, namespace: shop}\n';
  const role = binding.replace('kind: Role, name: r', 'kind: Role, name: q');

  expect([...danglingSubjects(subjectOf(binding))]).toHaveLength(0);
  expect([...danglingSubjects(subjectOf(binding + other))]).toHaveLength(1);
  expect([...danglingSubjects(subjectOf(binding, 'cluster'))]).toHaveLength(1);
  expect([...danglingRoles(subjectOf(role))]).toHaveLength(1);
  expect([...danglingRoles(subjectOf(binding))]).toHaveLength(0);
});

test('a token in a pod counts where it is mounted', () => {
  const pod =
    '\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {serviceAccountName: web, containers: [{name: c, image: i}]}\n';
  const account =
    '\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\nautomountServiceAccountToken: false\n';

  expect([...powerfulTokens(subjectOf(granted(secrets, web) + pod))]).toHaveLength(1);
  expect([...powerfulTokens(subjectOf(granted(secrets, web) + pod + account))]).toHaveLength(0);
});

test('ways to cluster-admin are told where nothing has to be assumed', () => {
  const pods = granted('{verbs: [create], apiGroups: [""], resources: [pods]}', web);
  const bind = granted(
    '{verbs: [create, bind], apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles, clusterrolebindings]}',
    web,
  );

  expect([...pathViolations(subjectOf(pods))]).toEqual([]);
  expect([...pathViolations(subjectOf(bind))].map(({ message }) => message)).toEqual([
    'ServiceAccount shop/web can become cluster administrator: it binds cluster-admin to itself',
  ]);
});

test('who has everything in one namespace is told of where that leads further', () => {
  const all = '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}';
  const admin = granted(all, '{kind: ServiceAccount, name: ops, namespace: shop}')
    .replaceAll('name: r', 'name: wide')
    .replaceAll('name: b', 'name: wide');
  const subject = subjectOf(`${granted(all, web, 'shop')}\n---\n${admin}`);

  expect([...pathViolations(subject)].map(({ identity }) => identity)).toEqual([
    'ServiceAccount shop/web',
  ]);
});
