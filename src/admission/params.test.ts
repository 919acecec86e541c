import { expect, test } from 'vitest';
import { deployment, deploymentPolicy, judge } from './testing.ts';

const policy = deploymentPolicy(`paramKind: { apiVersion: v1, kind: ConfigMap }
validations:
  - expression: object.spec.replicas <= int(params.data.max)
    messageExpression: "'at most ' + params.data.max"`);

function bindingWith(ref: string): string {
  return `---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: bind }
spec: { policyName: replicas, validationActions: [Deny], paramRef: ${ref} }
`;
}
function limits(name: string, max: number, namespace = 'shop'): string {
  return `---
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: ${namespace}, labels: { kind: limit } }
data: { max: '${max}' }
`;
}

test('parameters of the namespace of the object are used', () => {
  const text =
    policy + bindingWith('{ name: limit }') + limits('limit', 3) + limits('limit', 9, 'other');

  expect(judge(text, deployment(4))[0]).toMatchObject({ outcome: 'fail', message: 'at most 3' });
});

test('the namespace of the reference counts before that of the object', () => {
  const text =
    policy + bindingWith('{ name: limit, namespace: other }') + limits('limit', 9, 'other');

  expect(judge(text, deployment(4))[0]?.outcome).toBe('pass');
});

test('each parameter that a selector finds is judged by itself', () => {
  const text =
    policy +
    bindingWith('{ selector: { matchLabels: { kind: limit } } }') +
    limits('a', 3) +
    limits('b', 5);

  const results = judge(text, deployment(4));

  expect(results.map(({ outcome, parameter }) => [parameter?.name, outcome])).toEqual([
    ['a', 'fail'],
    ['b', 'pass'],
  ]);
});

test.for([
  ['Deny', 'error', true],
  ['Allow', 'skip', false],
] as const)('no parameter with parameterNotFoundAction %s: %s', ([action, outcome, denied]) => {
  const text = policy + bindingWith(`{ name: none, parameterNotFoundAction: ${action} }`);

  expect(judge(text, deployment(1))[0]).toMatchObject({ outcome, denied });
});
