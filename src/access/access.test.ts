import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readManifests } from '#kube/read-manifests.ts';
import { ClusterView } from '#kube/view.ts';
import { accessOf } from './access.ts';
import { diffAccess } from './diff.ts';
import { formatSubject, requesterOf } from './identity.ts';
import { ask, granted, readAccess } from './testing/read.ts';
import { whatCan } from './what-can.ts';
import { whoCan } from './who-can.ts';

const ann = '{kind: User, name: ann}';
const web = '{kind: ServiceAccount, name: web, namespace: shop}';

const rules = [
  ['{verbs: [get], apiGroups: [""], resources: [pods]}', 'get pods -n shop', true],
  ['{verbs: [get], apiGroups: [""], resources: [pods]}', 'list pods -n shop', false],
  ['{verbs: ["*"], apiGroups: [""], resources: [pods]}', 'proxy pods -n shop', true],
  ['{verbs: [get], apiGroups: [""], resources: [deployments]}', 'get deployments', false],
  ['{verbs: [get], apiGroups: ["*"], resources: [deployments]}', 'get deployments', true],
  ['{verbs: [get], apiGroups: [""], resources: [pods]}', 'get pods/log -n shop', false],
  ['{verbs: [get], apiGroups: [""], resources: ["*"]}', 'get pods/log -n shop', true],
  ['{verbs: [get], apiGroups: [""], resources: ["pods/*"]}', 'get pods/log -n shop', false],
  ['{verbs: [get], apiGroups: [""], resources: ["*/log"]}', 'get pods/log -n shop', true],
  [
    '{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [a]}',
    'get pods -n s a',
    true,
  ],
  [
    '{verbs: [get], apiGroups: [""], resources: [pods], resourceNames: [a]}',
    'get pods -n s b',
    false,
  ],
  [
    '{verbs: [list], apiGroups: [""], resources: [pods], resourceNames: [a]}',
    'list pods -n s',
    false,
  ],
  [
    '{verbs: [create], apiGroups: [""], resources: [pods], resourceNames: [a]}',
    'create pods -n s',
    false,
  ],
  ['{verbs: [get], nonResourceURLs: [/metrics]}', 'get /metrics', true],
  ['{verbs: [get], nonResourceURLs: [/metrics]}', 'get /metrics/a', false],
  ['{verbs: [get], nonResourceURLs: ["/metrics/*"]}', 'get /metrics/a', true],
  ['{verbs: [get], nonResourceURLs: ["/met*"]}', 'get /metrics/a', true],
  ['{verbs: [get], nonResourceURLs: ["*"]}', 'get /any', true],
  ['{verbs: [get], nonResourceURLs: ["/*/a"]}', 'get /b/a', false],
] as const;

test.for(rules)('%s: %s is %s', ([rule, question, expected]) => {
  const access = readAccess(granted(rule, ann));

  expect(access.decide({ user: 'ann', groups: [] }, ask(question)).allowed).toBe(expected);
});

test('a list with a field selector for one name carries the name', () => {
  const rule = '{verbs: [list], apiGroups: [""], resources: [pods], resourceNames: [a]}';
  const access = readAccess(granted(rule, ann));
  const request = { type: 'resource', verb: 'list', group: '', resource: 'pods' } as const;
  function allowed(fieldSelector: string) {
    return access.decide({ user: 'ann', groups: [] }, { ...request, fieldSelector }).allowed;
  }

  expect(['metadata.name=a', 'spec.nodeName=x,metadata.name==a'].map(allowed)).toEqual([
    true,
    true,
  ]);
  expect(['metadata.name!=a', 'metadata.name=b', 'a', ''].map(allowed)).toEqual(
    Array.from({ length: 4 }, () => false),
  );
});

test('bindings of a namespace count there alone, and give nothing for paths', () => {
  const rule = '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}';
  const access = readAccess(
    `${granted(rule, ann, 'shop')}\n---\n${granted(rule, ann).replaceAll('name: r', 'name: wide').replace('kind: ClusterRoleBinding\nmetadata: {name: b', 'kind: RoleBinding\nmetadata: {namespace: red, name: b')}`,
  );
  function can(question: string) {
    return access.decide({ user: 'ann', groups: [] }, ask(question)).allowed;
  }

  expect(can('get secrets -n shop')).toBe(true);
  expect(can('get secrets -n red')).toBe(true);
  expect(can('get secrets -n blue')).toBe(false);
  expect(can('get secrets')).toBe(false);
  expect(can('get nodes')).toBe(false);
  expect(can('get /metrics')).toBe(false);
});

test('who is in system:masters may do everything, and a missing role gives nothing', () => {
  const access = readAccess(`
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {kind: ClusterRole, name: nowhere}
subjects: [${ann}]
`);

  const master = access.decide({ user: 'x', groups: ['system:masters'] }, ask('get secrets'));
  const other = access.decide({ user: 'ann', groups: [] }, ask('get secrets'));

  expect(master).toMatchObject({ allowed: true, isMaster: true });
  expect(other).toMatchObject({ allowed: false, missingRoles: ['ClusterRole nowhere'] });
});

test('a service account is its user name, and in three groups', () => {
  const rule = '{verbs: [get], apiGroups: [""], resources: [pods]}';
  const subjects = [
    web,
    '{kind: User, name: "system:serviceaccount:shop:web"}',
    '{kind: Group, name: "system:serviceaccounts"}',
    '{kind: Group, name: "system:serviceaccounts:shop"}',
    '{kind: Group, name: "system:authenticated"}',
  ];
  const requester = requesterOf({ kind: 'ServiceAccount', namespace: 'shop', name: 'web' });

  for (const subject of subjects)
    expect(readAccess(granted(rule, subject)).decide(requester, ask('get pods')).allowed).toBe(
      true,
    );
  expect(
    readAccess(granted(rule, '{kind: ServiceAccount, name: web}', 'shop')).decide(
      requester,
      ask('get pods -n shop'),
    ).allowed,
  ).toBe(true);
  expect(
    readAccess(granted(rule, '{kind: ServiceAccount, name: web}')).decide(
      requester,
      ask('get pods'),
    ).allowed,
  ).toBe(false);
});

const aggregated = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: all}
aggregationRule:
  clusterRoleSelectors:
    - matchLabels: {team: shop}
    - matchExpressions: [{key: tier, operator: Exists}]
rules:
  - {verbs: [delete], apiGroups: [""], resources: [nodes]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: part, labels: {team: shop}}
rules:
  - {verbs: [get], apiGroups: [""], resources: [pods]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: loop, labels: {tier: a}}
aggregationRule: {clusterRoleSelectors: [{matchLabels: {team: shop}}, {matchLabels: {tier: a}}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {kind: ClusterRole, name: all}
subjects: [${ann}]
`;

test('aggregated roles give what the controller would write, and nothing of what is written over', () => {
  const access = readAccess(aggregated);
  function decide(question: string) {
    return access.decide({ user: 'ann', groups: [] }, ask(question));
  }

  expect(decide('get pods').because).toMatchObject({
    role: { name: 'all' },
    holder: { name: 'part' },
    rulePlace: { path: 'rbac.yaml', line: 16, field: 'rules[0]' },
    bindingPlace: { line: 26 },
  });
  expect(decide('delete nodes').allowed).toBe(false);
  expect(
    readAccess(aggregated, 'cluster').decide({ user: 'ann', groups: [] }, ask('delete nodes'))
      .allowed,
  ).toBe(true);
});

test('roles that Kubernetes brings are taken from its documentation, with what the files aggregate to them', () => {
  const access = readAccess(`
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: shop}
roleRef: {kind: ClusterRole, name: edit}
subjects: [${ann}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: widgets, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
rules: [{verbs: [get], apiGroups: [example.org], resources: [widgets]}]
`);
  function decide(question: string) {
    return access.decide({ user: 'ann', groups: [] }, ask(question));
  }

  expect(decide('get secrets -n shop').because).toMatchObject({
    isAssumed: true,
    namespace: 'shop',
  });
  expect(decide('get widgets.example.org -n shop').because).toMatchObject({
    isAssumed: false,
    holder: { name: 'widgets' },
  });
  expect(decide('create rolebindings -n shop').allowed).toBe(false);
  expect(decide('get secrets -n blue').allowed).toBe(false);
});

test('who can: subjects with their scope and the rule that lets them', () => {
  const rule = '{verbs: [get], apiGroups: [""], resources: [secrets]}';
  const access = readAccess(`${granted(rule, ann)}\n---\n${granted(rule, web, 'shop')}`);
  function list(question: string, anywhere = false) {
    return whoCan(access, ask(question), { anywhere }).map(({ subject, namespace, grant }) => [
      formatSubject(subject),
      namespace,
      grant.rulePlace?.line,
    ]);
  }

  expect(list('get secrets -n shop')).toEqual([
    ['User ann', undefined, 6],
    ['ServiceAccount shop/web', 'shop', 21],
  ]);
  expect(list('get secrets')).toEqual([['User ann', undefined, 6]]);
  expect(list('get secrets', true)).toHaveLength(2);
  expect(list('get nodes', true)).toEqual([]);
});

test('what can: rules of one resource in one place are joined', () => {
  const access = readAccess(
    `${granted('{verbs: [watch, get], apiGroups: [""], resources: [pods, secrets]}', web)}\n---\n${granted('{verbs: [list], apiGroups: [""], resources: [pods]}', web).replaceAll('name: r', 'name: q').replaceAll('name: b', 'name: c')}`,
  );

  expect(
    whatCan(access, { kind: 'ServiceAccount', namespace: 'shop', name: 'web' }).map(
      ({ resource, verbs, grants }) => [resource, verbs.join(), grants.length],
    ),
  ).toEqual([
    ['pods', 'get,list,watch', 2],
    ['secrets', 'get,watch', 1],
  ]);
});

test('a change shows what subjects gain and lose, not what they have by another way', () => {
  const before = readAccess(
    granted('{verbs: [get, list], apiGroups: [""], resources: [pods]}', ann),
  );
  const after = readAccess(
    `${granted('{verbs: ["*"], apiGroups: [""], resources: [pods]}', ann, 'shop')}\n---\n${granted('{verbs: [get], apiGroups: ["*"], resources: ["*"]}', '{kind: Group, name: "system:authenticated"}')}`,
  );

  const changes = diffAccess(before, after).map(({ subject, gained, lost }) => [
    formatSubject(subject),
    gained.map(({ namespace, resource, verbs }) => `${namespace} ${resource} ${verbs.join()}`),
    lost.map(({ namespace, resource, verbs }) => `${namespace} ${resource} ${verbs.join()}`),
  ]);

  expect(changes).toEqual([
    ['Group system:authenticated', ['undefined * get'], []],
    ['User ann', ['shop pods *'], ['undefined pods list']],
  ]);
});

test('roles and bindings of any shape are read without a crash', () => {
  const kinds = fc.constantFrom('Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding');
  const anything = fc.jsonValue({ maxDepth: 4 });
  const object = fc.record({
    apiVersion: fc.constant('rbac.authorization.k8s.io/v1'),
    kind: kinds,
    metadata: fc.oneof(anything, fc.record({ name: fc.constantFrom('a', 'b', '__proto__') })),
    rules: fc.oneof(anything, fc.array(fc.record({ verbs: anything, resources: anything }))),
    subjects: fc.oneof(anything, fc.array(fc.record({ kind: anything, name: anything }))),
    roleRef: fc.oneof(anything, fc.record({ kind: kinds, name: fc.constantFrom('a', 'b') })),
    aggregationRule: fc.oneof(anything, fc.record({ clusterRoleSelectors: fc.array(anything) })),
  });

  fc.assert(
    fc.property(fc.array(object, { maxLength: 6 }), (items) => {
      const bytes = Buffer.from(JSON.stringify({ kind: 'List', apiVersion: 'v1', items }));
      const access = accessOf(new ClusterView(readManifests('a.json', bytes).objects, 'manifests'));
      whoCan(access, ask('get pods'), { anywhere: true, named: true });
      for (const subject of access.subjects) whatCan(access, subject);
      expect(diffAccess(access, access)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

const anyRule = fc.record({
  verbs: fc.array(fc.constantFrom('get', 'list', '*')),
  apiGroups: fc.array(fc.constantFrom('', 'apps', '*')),
  resources: fc.array(fc.constantFrom('pods', '*', 'pods/log', '*/log')),
});

test('who can do something are those for whom the answer is yes', () => {
  const names = fc.constantFrom('a', 'b', 'c');
  const one = fc.record({ rule: anyRule, name: names, isWide: fc.boolean() });

  fc.assert(
    fc.property(fc.array(one, { maxLength: 5 }), (all) => {
      const yaml = all.map(({ rule, name, isWide }, at) =>
        granted(JSON.stringify(rule), `{kind: User, name: ${name}}`, isWide ? undefined : 'shop')
          .replaceAll('name: r', `name: r${at}`)
          .replaceAll('name: b', `name: b${at}`),
      );
      const access = readAccess(yaml.join('\n---\n'));
      for (const question of [
        'get pods -n shop',
        'list pods/log -n shop',
        'get pods',
        'get pods -n red',
      ]) {
        const can = new Set(whoCan(access, ask(question)).map(({ subject }) => subject.name));
        const asked = access.subjects.filter(
          ({ name }) => access.decide({ user: name, groups: [] }, ask(question)).allowed,
        );
        expect(can).toEqual(new Set(asked.map(({ name }) => name)));
      }
    }),
    { numRuns: 100 },
  );
});
