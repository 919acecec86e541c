import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccessSubject } from '#model/access.ts';
import type { Access } from './access.ts';
import { type AccessGoal, escalationsOf } from './escalation.ts';
import { granted, readAccess } from './testing/read.ts';

const web: AccessSubject = { kind: 'ServiceAccount', namespace: 'shop', name: 'web' };
const subject = '{kind: ServiceAccount, name: web, namespace: shop}';

/** `deployer` of namespace `ops` may do everything. */
const admin = `
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: deployer, namespace: ops}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: deployer}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: deployer, namespace: ops}]
`;

function way(access: Access, goal?: AccessGoal): readonly string[] | undefined {
  return escalationsOf(access)
    .pathTo(web, goal)
    ?.steps.map(({ title }) => title);
}

function rule(verbs: string, group: string, resources: string, names = ''): string {
  const named = names === '' ? '' : `, resourceNames: [${names}]`;
  return `{verbs: [${verbs}], apiGroups: ["${group}"], resources: [${resources}]${named}}`;
}

const rbac = 'rbac.authorization.k8s.io';
const direct = [
  ['everything', '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}', 1],
  ['impersonating groups and users', rule('impersonate', '', 'users, groups'), 1],
  ['binding', rule('create, bind', rbac, 'clusterrolebindings, clusterroles'), 1],
  ['escalating', rule('update, escalate', rbac, 'clusterroles'), 1],
  ['webhooks', rule('create', 'admissionregistration.k8s.io', 'mutatingwebhookconfigurations'), 1],
  ['tokens', rule('create', '', 'serviceaccounts/token'), 3],
  ['pods', rule('create', '', 'pods'), 3],
  ['secrets', rule('get, create', '', 'secrets'), 3],
  ['service accounts', rule('impersonate', '', 'serviceaccounts'), 3],
  ['workflows', rule('create', 'argoproj.io', 'workflows'), 3],
] as const;

test.for(direct)('%s leads to cluster-admin', ([, one, steps]) => {
  expect(way(readAccess(granted(one, subject) + admin))?.length).toBeLessThanOrEqual(steps);
});

const harmless = [
  ['groups alone', rule('impersonate', '', 'groups')],
  ['one user', rule('impersonate', '', 'users', 'nobody')],
  ['one token', rule('create', '', 'serviceaccounts/token', 'deployer')],
  ['bindings without bind', rule('create', rbac, 'clusterrolebindings')],
  ['bind for a harmless role', rule('bind, create', rbac, 'clusterroles', 'view')],
  [
    'approval without a signer',
    rule(
      'create, update',
      'certificates.k8s.io',
      'certificatesigningrequests, certificatesigningrequests/approval',
    ),
  ],
  ['reading', rule('get, list', '', 'pods, configmaps')],
] as const;

test.for(harmless)('%s does not', ([, one]) => {
  expect(way(readAccess(granted(one, subject) + admin))).toBeUndefined();
});

test('a right in one namespace reaches the accounts of that namespace alone', () => {
  const one = rule('create', '', 'serviceaccounts/token');

  expect(way(readAccess(granted(one, subject, 'ops') + admin))).toEqual([
    'makes a token of any service account of "ops"',
    'chooses ServiceAccount ops/deployer',
    'may do everything in the cluster',
  ]);
  expect(way(readAccess(granted(one, subject, 'red') + admin))).toBeUndefined();
});

const guarded = `
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted}}
`;

test('Pod Security stands in the way of privileged pods, unless its label can be changed', () => {
  const pods = rule('create', '', 'pods');
  const both = rule('create, patch', '', 'pods, namespaces');
  function blockers(text: string) {
    return escalationsOf(readAccess(text)).pathTo(web, 'node')?.blockers;
  }

  expect(blockers(granted(pods, subject, 'shop'))).toEqual([]);
  expect(blockers(granted(pods, subject, 'shop') + guarded)).toEqual([
    'Pod Security enforces "restricted" in "shop"',
  ]);
  expect(blockers(granted(both, subject, 'shop') + guarded)).toEqual([]);
});

test('who runs commands in pods has the accounts that run there, where their token is mounted', () => {
  const exec = rule('create', '', 'pods/exec');
  function pod(mounted: boolean): string {
    return `
---
apiVersion: v1
kind: Pod
metadata: {name: ci, namespace: ops}
spec: {serviceAccountName: deployer, automountServiceAccountToken: ${mounted}, containers: [{name: c, image: i}]}
`;
  }

  expect(way(readAccess(granted(exec, subject, 'ops') + admin + pod(true)))).toEqual([
    'runs commands in pods of "ops"',
    'reads the token in Pod "ci"',
    'may do everything in the cluster',
  ]);
  expect(way(readAccess(granted(exec, subject, 'ops') + admin + pod(false)))).toBeUndefined();
});

test('graphs of any rules are finite and their ways lead where they say', () => {
  const word = fc.constantFrom(
    'get',
    'create',
    'update',
    'bind',
    'escalate',
    'impersonate',
    '*',
    'approve',
  );
  const thing = fc.constantFrom(
    'pods',
    'secrets',
    'users',
    'groups',
    'roles',
    'clusterroles',
    '*',
    'nodes/proxy',
    'rolebindings',
    'namespaces',
  );
  const group = fc.constantFrom('', '*', rbac);
  const one = fc.record({
    verbs: fc.array(word),
    apiGroups: fc.array(group),
    resources: fc.array(thing),
  });

  fc.assert(
    fc.property(fc.array(one, { maxLength: 4 }), fc.boolean(), (rules, isWide) => {
      const text = rules.map((value) => JSON.stringify(value)).join('\n  - ') || '{}';
      const access = readAccess(granted(text, subject, isWide ? undefined : 'shop') + admin);
      for (const goal of ['cluster-admin', 'node', 'secrets'] as const) {
        const path = escalationsOf(access).pathTo(web, goal);
        if (path === undefined) continue;
        expect(path.to.kind).toBe(goal);
        expect(path.steps.at(-1)?.to).toBe(path.to.id);
      }
    }),
    { numRuns: 100 },
  );
});
