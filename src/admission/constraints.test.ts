import { expect, test } from 'vitest';
import { judge, setOf } from './testing.ts';

function template(code: string): string {
  return `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata: { name: needslabel }
spec:
  crd: { spec: { names: { kind: NeedsLabel } } }
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
${code.replaceAll(/^/gm, '        ')}
---
`;
}
const cel = template(`- engine: K8sNativeValidation
  source:
    variables:
      - { name: labels, expression: "has(variables.anyObject.metadata.labels) ? variables.anyObject.metadata.labels : {}" }
    validations:
      - expression: variables.params.label in variables.labels
        messageExpression: "'needs ' + variables.params.label"`);
function constraint(match: string, action = 'deny'): string {
  return `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: NeedsLabel
metadata: { name: owner }
spec: { enforcementAction: ${action}, match: ${match}, parameters: { label: owner } }
`;
}
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop, labels: { app: web } }';

test.for([
  ['deny', 'fail', true],
  ['warn', 'warn', false],
  ['dryrun', 'audit', false],
] as const)('a constraint of Gatekeeper with %s: %s', ([action, outcome, denied]) => {
  const [result] = judge(
    cel + constraint("{ kinds: [{ apiGroups: [''], kinds: [Pod] }] }", action),
    pod,
  );

  expect(result).toMatchObject({
    outcome,
    denied,
    message: 'needs owner',
    policy: { kind: 'NeedsLabel', name: 'owner' },
  });
});

test.for([
  ['{}', 1],
  ["{ kinds: [{ apiGroups: ['*'], kinds: ['*'] }] }", 1],
  ['{ kinds: [{ apiGroups: [apps], kinds: [Deployment] }] }', 0],
  ['{ namespaces: ["sh*"] }', 1],
  ['{ namespaces: [other] }', 0],
  ['{ excludedNamespaces: [shop] }', 0],
  ['{ scope: Cluster }', 0],
  ['{ labelSelector: { matchLabels: { app: db } } }', 0],
] as const)('a constraint that matches %s is about a pod %d times', ([match, count]) => {
  expect(judge(cel + constraint(match), pod)).toHaveLength(count);
});

test('a template in Rego alone is a gap', () => {
  const set = setOf(template('- { engine: Rego, source: { rego: x } }') + constraint('{}'));

  expect(set.gaps.map(({ reason }) => reason)).toEqual(['unsupported']);
});
