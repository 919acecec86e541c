import { expect, test } from 'vitest';
import { now } from '../testing.ts';
import { isPolicyTestName, readPolicyTest } from './policy-test.ts';
import { runPolicyTest } from './run-policy-test.ts';

const policy = `apiVersion: policies.kyverno.io/v1beta1
kind: ValidatingPolicy
metadata: { name: owner }
spec:
  validationActions: [Audit]
  matchConstraints:
    resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE, DELETE], resources: [configmaps] }]
  validations: [{ expression: "(object == null ? oldObject : object).metadata.?labels.?owner.hasValue()", message: no owner }]
---
apiVersion: policies.kyverno.io/v1beta1
kind: MutatingPolicy
metadata: { name: label }
spec:
  matchConstraints:
    resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [secrets] }]
  matchConditions: [{ name: mine, expression: request.userInfo.username == 'alice' && namespaceObject.metadata.labels.team == 'a' }]
  mutations:
    - { patchType: ApplyConfiguration, applyConfiguration: { expression: 'Object{metadata: Object.metadata{labels: Object.metadata.labels{by: "us"}}}' } }
`;
const resources = `apiVersion: v1
kind: ConfigMap
metadata: { name: good, namespace: shop, labels: { owner: a } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: bad, namespace: shop }
---
apiVersion: v1
kind: Secret
metadata: { name: s, namespace: shop }
`;
const patched = `apiVersion: v1
kind: Secret
metadata: { name: s, namespace: shop, labels: { by: us } }
`;
const files: Readonly<Record<string, string>> = {
  '../policy.yaml': policy,
  'resources.yaml': resources,
  'patched.yaml': patched,
  'wrong.yaml': patched.replace('us', 'them'),
  'values.yaml': 'namespaceSelector: [{ name: shop, labels: { team: a } }]',
  'user.yaml': 'userInfo: { username: alice }',
};
const tree = {
  read: (path: string) => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    return text === undefined ? undefined : Buffer.from(text);
  },
  list: () => [],
};

function run(text: string, path = 'policies/.kyverno-test/kyverno-test.yaml') {
  return readPolicyTest(path, Buffer.from(text)).map((one) => runPolicyTest(one, tree, { now }));
}

function kyvernoTest(results: string): string {
  return `apiVersion: cli.kyverno.io/v1alpha1
kind: Test
metadata: { name: sample }
policies: [../policy.yaml]
resources: [resources.yaml]
variables: values.yaml
userinfo: user.yaml
results:
${results}
`;
}

test.for([
  ['{ policy: owner, kind: ConfigMap, resources: [good], result: pass }', ['pass'], true],
  ['{ policy: owner, kind: ConfigMap, resources: [bad], result: fail }', ['fail'], true],
  [
    '{ policy: owner, kind: ConfigMap, resources: [good, shop/bad], result: pass }',
    ['pass', 'fail'],
    false,
  ],
  [
    '{ policy: owner, kind: ConfigMap, resources: [bad], operation: DELETE, result: fail }',
    ['fail'],
    true,
  ],
  ['{ policy: owner, kind: ConfigMap, resources: [none], result: pass }', ['not-found'], false],
  ['{ policy: none, kind: ConfigMap, resources: [good], result: pass }', ['not-found'], false],
  [
    '{ policy: label, kind: Secret, resources: [s], result: pass, patchedResources: patched.yaml }',
    ['pass'],
    true,
  ],
  [
    '{ policy: label, kind: Secret, resources: [s], result: pass, patchedResources: wrong.yaml }',
    ['different'],
    false,
  ],
] as const)('Kyverno test %s: %s', ([line, actual, success]) => {
  const [{ results } = { results: [] }] = run(kyvernoTest(`  - ${line}`));

  expect(results.map((one) => one.actual)).toEqual(actual);
  expect(results.every((one) => one.success)).toBe(success);
  expect(results[0]?.location).toMatchObject({ line: 9, field: 'results[0]' });
});

test('our own tests name objects, operations, users and messages', () => {
  const [{ results } = { results: [] }] = run(
    `kind: PolicyTest
name: mine
policies: [../policy.yaml]
cases:
  - { name: good, object: 'resources.yaml#good', expect: pass }
  - { name: bad, object: 'resources.yaml#bad', policy: owner, expect: audit, message: no owner }
  - name: written here
    object: { apiVersion: v1, kind: ConfigMap, metadata: { name: x } }
    expect: pass
  - name: as alice
    object: 'resources.yaml#s'
    user: { username: alice }
    namespace: { apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { team: a } } }
    patched: { apiVersion: v1, kind: Secret, metadata: { name: s, namespace: shop, labels: { by: us } } }
`,
    'policies/mine.caisson-test.yaml',
  );

  expect(results.map(({ test: name, actual, success }) => [name, actual, success])).toEqual([
    ['mine: good', 'pass', true],
    ['mine: bad', 'audit', true],
    ['mine: written here', 'audit', false],
    ['mine: as alice', 'pass', true],
  ]);
});

test('files that are not there are gaps', () => {
  const [{ gaps } = { gaps: [] }] = run(
    kyvernoTest('  - { policy: owner, resources: [good], result: pass }').replace(
      '../policy',
      'none',
    ),
  );

  expect(gaps[0]).toMatchObject({
    reason: 'unreadable',
    location: { path: 'policies/.kyverno-test/none.yaml' },
  });
});

test('a file that is no test is refused with its line', () => {
  expect(() => readPolicyTest('a.yaml', Buffer.from('[a, b'))).toThrow(
    /cannot read the policy test "a.yaml"/,
  );
});

test.for([
  ['a/kyverno-test.yaml', true],
  ['a/x.caisson-test.yaml', true],
  ['a/test.yaml', false],
] as const)('%s is the name of a test: %s', ([path, expected]) => {
  expect(isPolicyTestName(path)).toBe(expected);
});
