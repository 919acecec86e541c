import { expect, test } from 'vitest';
import { judge } from './testing.ts';

function policyFor(constraints: string): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: all }
spec:
  matchConstraints: ${constraints}
  validations: [{ expression: "true" }]
`;
}
function rule(fields: string): string {
  return `{ resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], ${fields} }] }`;
}
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop, labels: { app: web } }';
const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: a } }';

test.for([
  ["resources: ['pods']", 1],
  ["resources: ['*']", 1],
  ["resources: ['*/*']", 1],
  ["resources: ['pods/*']", 1],
  ["resources: ['pods/exec']", 0],
  ["resources: ['services']", 0],
  ["resources: ['pods'], scope: Namespaced", 1],
  ["resources: ['pods'], scope: Cluster", 0],
  ["resources: ['pods'], resourceNames: [a]", 1],
  ["resources: ['pods'], resourceNames: [b]", 0],
] as const)('a rule with %s is about a pod %d times', ([fields, count]) => {
  expect(judge(policyFor(rule(fields)), pod)).toHaveLength(count);
});

test.for([
  ['{ matchLabels: { app: web } }', 1],
  ['{ matchLabels: { app: db } }', 0],
  ['{ matchExpressions: [{ key: app, operator: NotIn, values: [db] }] }', 1],
] as const)('an object selector %s is about a pod %d times', ([selector, count]) => {
  const text = policyFor(rule("resources: ['*']").replace('{ ', `{ objectSelector: ${selector}, `));

  expect(judge(text, pod)).toHaveLength(count);
});

test.for([
  ['{ matchLabels: { team: a } }', 1],
  ['{ matchLabels: { kubernetes.io/metadata.name: shop } }', 1],
  ['{ matchExpressions: [{ key: team, operator: DoesNotExist }] }', 0],
] as const)('a namespace selector %s is about a pod %d times', ([selector, count]) => {
  const constraints = rule("resources: ['pods']").replace(
    '{ ',
    `{ namespaceSelector: ${selector}, `,
  );

  expect(judge(`${policyFor(constraints)}---\n${namespace}`, pod)).toHaveLength(count);
});

test('a selector of namespaces judges a Namespace by its own labels, and lets the rest of the cluster pass', () => {
  const constraints = rule("resources: ['*']").replace(
    '{ ',
    '{ namespaceSelector: { matchLabels: { team: b } }, ',
  );

  expect(judge(policyFor(constraints), namespace)).toHaveLength(0);
  expect(
    judge(policyFor(constraints), 'apiVersion: v1\nkind: Node\nmetadata: { name: n }'),
  ).toHaveLength(1);
});

test('excluding rules win', () => {
  const constraints = rule("resources: ['*']").replace(
    ' }',
    " }, excludeResourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [pods] }",
  );

  expect(judge(policyFor(constraints.replace('}, ex', '}], ex')), pod)).toHaveLength(0);
});

test('another version of a resource is the same resource, unless the policy wants it exactly', () => {
  const old = 'apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: { name: a }';
  const constraints =
    "{ resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: ['*'], resources: [deployments] }] }";

  expect(judge(policyFor(constraints), old)).toHaveLength(1);
  expect(judge(policyFor(constraints.replace('{ ', '{ matchPolicy: Exact, ')), old)).toHaveLength(
    0,
  );
});
