import { expect, test } from 'vitest';
import { deployment, deploymentPolicy, judge, setOf } from './testing.ts';

const atMostFive = deploymentPolicy('validations:\n  - expression: object.spec.replicas <= 5');
const binding = `---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: bind }
spec: { policyName: replicas, validationActions: [Deny] }
`;

test.for([
  [5, 'pass'],
  [6, 'fail'],
] as const)('%d replicas: %s', ([replicas, outcome]) => {
  const [result] = judge(atMostFive, deployment(replicas));

  expect(result?.outcome).toBe(outcome);
  expect(result?.denied).toBe(outcome === 'fail');
});

test('a policy without a binding does nothing, unless unbound ones are asked for', () => {
  expect(judge(atMostFive, deployment(6), { withoutBindings: 'none' })).toEqual([]);
  expect(judge(atMostFive + binding, deployment(6), { withoutBindings: 'none' })).toHaveLength(1);
});

test.for([
  ['[Deny]', 'fail', true],
  ['[Warn]', 'warn', false],
  ['[Audit]', 'audit', false],
  ['[Warn, Audit]', 'warn', false],
  ['[Deny, Audit]', 'fail', true],
] as const)('validationActions %s make a failure %s', ([actions, outcome, denied]) => {
  const [result] = judge(atMostFive + binding.replace('[Deny]', actions), deployment(6));

  expect(result).toMatchObject({ outcome, denied, policy: { binding: 'bind' } });
});

test.for([
  ['validations: [{ expression: "false" }]', 'failed expression: false'],
  ['validations: [{ expression: "false", message: " too many " }]', 'too many'],
  [
    'validations: [{ expression: "false", messageExpression: "\'made: \' + object.kind" }]',
    'made: Deployment',
  ],
  ['validations: [{ expression: "false", message: m, messageExpression: "object.missing" }]', 'm'],
  ['validations: [{ expression: "false", message: m, messageExpression: "\'a\\\\nb\'" }]', 'm'],
  ['validations: [{ expression: "false", message: m, messageExpression: "\'  \'" }]', 'm'],
] as const)('the message of %s is %s', ([spec, message]) => {
  expect(judge(deploymentPolicy(spec), deployment(1))[0]?.message).toBe(message);
});

test.for([
  ['Fail', true],
  ['Ignore', false],
] as const)(
  'an expression that cannot be evaluated follows failurePolicy %s',
  ([policy, denied]) => {
    const text = deploymentPolicy(
      `failurePolicy: ${policy}\nvalidations:\n  - expression: object.spec.missing > 1`,
    );

    expect(judge(text, deployment(1))[0]).toMatchObject({ outcome: 'error', denied });
  },
);

test('variables are lazy: a broken one that nothing reads does no harm', () => {
  const text = deploymentPolicy(`variables:
  - { name: broken, expression: object.spec.missing }
  - { name: count, expression: object.spec.replicas }
  - { name: twice, expression: variables.count * 2 }
validations:
  - expression: variables.twice == 6`);

  const [good] = judge(text, deployment(3));
  const [bad] = judge(text, deployment(4));

  expect(good?.outcome).toBe('pass');
  expect(bad?.failures[0]?.values).toEqual([
    { name: 'variables.count', value: '4' },
    { name: 'variables.twice', value: '8' },
  ]);
});

test('any match condition that is false skips the policy, even beside one that errs', () => {
  const text = deploymentPolicy(`matchConditions:
  - { name: broken, expression: object.spec.missing == 1 }
  - { name: other, expression: "false" }
validations: [{ expression: "false" }]`);

  expect(judge(text, deployment(1))[0]?.outcome).toBe('skip');
});

test.for([
  ['Fail', 'error'],
  ['Ignore', 'skip'],
] as const)('a match condition that errs with failurePolicy %s: %s', ([policy, outcome]) => {
  const text = deploymentPolicy(`failurePolicy: ${policy}
matchConditions: [{ name: broken, expression: object.spec.missing == 1 }]
validations: [{ expression: "true" }]`);

  expect(judge(text, deployment(1))[0]?.outcome).toBe(outcome);
});

test('audit annotations: texts are published, null is not, both trimmed of blanks', () => {
  const text = deploymentPolicy(`validations: [{ expression: "true" }]
auditAnnotations:
  - { key: count, valueExpression: "' ' + string(object.spec.replicas)" }
  - { key: none, valueExpression: "null" }`);

  expect(judge(text, deployment(3))[0]?.auditAnnotations).toEqual({ count: '3' });
});

test('DELETE has the old object alone', () => {
  const text = deploymentPolicy(
    'validations: [{ expression: object == null && oldObject.spec.replicas == 1 }]',
  ).replace('[CREATE, UPDATE]', '[DELETE]');

  expect(judge(text, deployment(1), { operation: 'DELETE' })[0]?.outcome).toBe('pass');
  expect(judge(text, deployment(1))).toEqual([]);
});

test('an expression that does not compile is told with its place in the file, and the rest goes on', () => {
  const text = deploymentPolicy(
    'validations:\n  - expression: |\n      object.spec.replicas >\n        objct.x',
  );
  const { gaps } = setOf(`${text}---\n${atMostFive.replace('name: replicas', 'name: other')}`);
  const results = judge(
    `${text}---\n${atMostFive.replace('name: replicas', 'name: other')}`,
    deployment(1),
  );

  expect(gaps).toHaveLength(1);
  expect(gaps[0]).toMatchObject({
    reason: 'malformed',
    location: { path: 'policy.yaml', line: 11, column: 11 },
  });
  expect(gaps[0]?.detail).toContain('spec.validations[0].expression');
  expect(results.map(({ outcome }) => outcome)).toEqual(['error', 'pass']);
});

test('unknown fields are faults with a suggestion', () => {
  const { gaps } = setOf(deploymentPolicy('validation:\n  - expression: "true"'));

  expect(gaps[0]?.detail).toContain('unknown field "validation"; did you mean "validations"?');
});

test('a policy that would cost too much ends with an error, quickly', () => {
  const text = deploymentPolicy(`validations:
  - expression: >-
      [1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c,
      [1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, [1,2,3,4,5,6,7,8,9,10].all(f,
      a + b + c + d + e + f + object.spec.replicas > 0))))))`);

  const [result] = judge(text, deployment(1));

  expect(result?.outcome).toBe('error');
  expect(result?.message).toContain('cost limit');
});
