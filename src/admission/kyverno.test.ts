import { expect, test } from 'vitest';
import { judge, setOf } from './testing.ts';

const policy = `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: { name: no-host-network }
spec:
  validationActions: [Audit]
  matchConstraints:
    resourceRules:
      - { apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods] }
  variables:
    - { name: wanted, expression: object.spec.?hostNetwork.orValue(false) }
  validations:
    - expression: "!variables.wanted"
      messageExpression: "object.metadata.namespace + ' wants the network of the host'"
`;
function pod(spec: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop }\nspec: ${spec}\n`;
}
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { template: { metadata: { labels: {} }, spec: { hostNetwork: true } } }
`;
const cronJob = `apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly, namespace: shop }
spec: { jobTemplate: { spec: { template: { spec: { hostNetwork: true } } } } }
`;

test('a policy for pods is rewritten for controllers, but not where the namespace is meant', () => {
  const results = [pod('{ hostNetwork: true }'), deployment, cronJob].flatMap((one) =>
    judge(policy, one),
  );

  expect(
    results.map(({ outcome, message, policy: { autogen } }) => [autogen, outcome, message]),
  ).toEqual([
    [undefined, 'audit', 'shop wants the network of the host'],
    ['defaults', 'audit', 'shop wants the network of the host'],
    ['cronjobs', 'audit', 'shop wants the network of the host'],
  ]);
});

test.for([
  ['autogen: { podControllers: { controllers: [cronjobs] } }', 0, 1],
  ['autogen: { podControllers: { controllers: [] } }', 0, 0],
] as const)('%s', ([fields, deployments, cronJobs]) => {
  const text = policy.replace('spec:\n', `spec:\n  ${fields}\n`);

  expect(judge(text, deployment)).toHaveLength(deployments);
  expect(judge(text, cronJob)).toHaveLength(cronJobs);
});

function exception(fields: string, name = 'one'): string {
  return `---
apiVersion: policies.kyverno.io/v1
kind: PolicyException
metadata: { name: ${name}, namespace: admin }
spec:
  policyRefs: [{ kind: ValidatingPolicy, name: no-host-network }]
  ${fields}
`;
}
const forA = 'matchConditions: [{ name: a, expression: "object.metadata.name == \'a\'" }]';

test.for([
  ['applies', '', 'skip'],
  ['applies and counts as passed', '\n  reportResult: pass', 'pass'],
  ['has expired', '\n  expiresAt: "2025-01-01T00:00:00Z"', 'audit'],
  ['has not expired', '\n  expiresAt: "2027-01-01T00:00:00Z"', 'skip'],
] as const)('an exception that %s', ([, fields, outcome]) => {
  const text = policy + exception(`${forA}${fields}`);

  expect(judge(text, pod('{ hostNetwork: true }'))[0]?.outcome).toBe(outcome);
});

test('an exception whose conditions are false or err does not count', () => {
  for (const condition of ["object.metadata.name == 'b'", 'object.none == 1']) {
    const text = policy + exception(`matchConditions: [{ name: a, expression: "${condition}" }]`);

    expect(judge(text, pod('{ hostNetwork: true }'))[0]?.outcome).toBe('audit');
  }
});

test('values that several exceptions allow are those that all of them allow', () => {
  const allowing = `${policy.replace('"!variables.wanted"', '"exceptions.allowedValues == [\'two\']"')}`;
  const two =
    exception(`${forA}\n  allowedValues: [one, two]`) +
    exception(`${forA}\n  allowedValues: [two, three]`, 'two');

  expect(judge(allowing + two, pod('{}'))[0]).toMatchObject({
    outcome: 'pass',
    exceptions: ['admin/one', 'admin/two'],
  });
});

test('Kyverno stops at the first validation that fails, and names its number', () => {
  const text = policy.replace(
    /validations:[^]*/,
    'validations: [{ expression: "false" }, { expression: "object.none == 1" }]',
  );
  const [result] = judge(text, pod('{}'));

  expect(result?.failures).toHaveLength(1);
  expect(result?.message).toBe('CEL expression validation failed at index 0');
});

test('objects that are declared can be asked for, others are not there', () => {
  const text = policy.replace(
    /variables:[^]*/,
    `validations:
    - expression: resource.get('v1', 'configmaps', 'shop', 'allowed').data.ok == 'yes' && dyn(resource.Get('v1', 'configmaps', 'shop', 'none')) == null
---
apiVersion: v1
kind: ConfigMap
metadata: { name: allowed, namespace: shop }
data: { ok: 'yes' }
`,
  );

  expect(judge(text, pod('{}'))[0]?.outcome).toBe('pass');
});

test('a policy of a namespace judges that namespace alone', () => {
  const text = policy
    .replace('kind: ValidatingPolicy', 'kind: NamespacedValidatingPolicy')
    .replace('{ name: no-host-network }', '{ name: n, namespace: other }');

  expect(judge(text, pod('{}'))).toEqual([]);
});

test('what cannot be verified here is a gap and no pass', () => {
  const text = `apiVersion: policies.kyverno.io/v1
kind: ImageValidatingPolicy
metadata: { name: signed }
spec:
  matchConstraints:
    resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }]
  attestors: [{ name: a, cosign: { key: { data: x } } }]
  validations: [{ expression: 'images.containers.map(image, verifyImageSignatures(image, [attestors.a])).all(e, e > 0)' }]
`;

  expect(setOf(text).gaps.map(({ reason }) => reason)).toContain('unsupported');
  expect(judge(text, pod('{}'))[0]).toMatchObject({ outcome: 'skip', denied: false });
});

const generating = `apiVersion: policies.kyverno.io/v1
kind: GeneratingPolicy
metadata: { name: quota }
spec:
  matchConstraints:
    resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [namespaces] }]
  variables: [{ name: ns, expression: object.metadata.name }, { name: labels, expression: "{'n': 'x'}" }]
  generate:
    - expression: generator.apply(variables.ns, [{'apiVersion':dyn('v1'),'kind':dyn('ConfigMap'),'metadata':dyn({'name':'a'})}])
    - template:
        interpolate: cel
        value: |
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: b-((variables.ns))
            namespace: ((variables.ns))
            labels: ((variables.labels))
`;

test('generated objects are shown', () => {
  const [result] = judge(generating, 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }');

  expect(result?.generated).toEqual([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'b-shop', namespace: 'shop', labels: { n: 'x' } },
    },
  ]);
});

test('a DeletingPolicy tells what it would delete', () => {
  const text = `apiVersion: policies.kyverno.io/v1
kind: DeletingPolicy
metadata: { name: old }
spec:
  schedule: '0 1 * * *'
  matchConstraints:
    resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [pods] }]
  conditions: [{ name: done, expression: object.spec.done }]
`;

  expect(judge(text, pod('{ done: true }'))[0]?.message).toBe('the object would be deleted');
  expect(judge(text, pod('{ done: false }'))[0]?.outcome).toBe('skip');
});

test('metadata of a template that is written as null is an empty map, as in the API server', () => {
  const text = policy.replace(
    /variables:[^]*/,
    "validations: [{ expression: \"object.metadata.?labels.?owner.orValue('') == ''\" }]\n",
  );
  const bare = deployment.replace('metadata: { labels: {} }', 'metadata: null');

  expect(judge(text, bare)[0]?.outcome).toBe('pass');
});

test('what is given in place of null may be anything', () => {
  const text = policy.replace(
    /variables:[^]*/,
    "variables: [{ name: a, expression: 'has(object.spec.a) ? null : object.spec' }]\n  validations: [{ expression: has(variables.a) && has(variables.a.b) }]\n",
  );

  expect(judge(text, pod('{ b: 1 }'))[0]?.outcome).toBe('pass');
});
