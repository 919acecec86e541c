import { expect, test } from 'vitest';
import { lintPolicies } from './lint.ts';
import { deploymentPolicy, setOf } from './testing.ts';

function codesOf(text: string): readonly string[] {
  return lintPolicies(setOf(text)).map(({ code }) => code);
}

test.for([
  ['validations: [{ expression: "true" }]', 'always-true'],
  ['validations: [{ expression: "1 > 2" }]', 'always-false'],
  ['failurePolicy: Ignore', 'ignores-errors'],
  ['variables: [{ name: a, expression: object.kind }]', 'unused-variable'],
  ['validations: [{ expression: variables.a == 1 }]', 'compile-error'],
  ['validatons: []', 'unknown-field'],
  [
    'validations: [{ expression: "object.a.all(x, object.b.all(y, object.c.all(z, x + y + z > 0)))" }]',
    'costly',
  ],
] as const)('%s: %s', ([spec, code]) => {
  expect(codesOf(deploymentPolicy(spec))).toContain(code);
});

test('a sound policy that is bound has nothing to be told', () => {
  const text = `${deploymentPolicy('validations: [{ expression: object.spec.replicas > 1 }]')}---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: bind }
spec: { policyName: replicas, validationActions: [Deny] }
`;

  expect(codesOf(text)).toEqual([]);
  expect(codesOf(text.replace('policyName: replicas', 'policyName: replica'))).toEqual([
    'unbound',
    'binding-without-policy',
  ]);
});

test('rules for pods without their ephemeral containers are told', () => {
  const text = deploymentPolicy(
    'validations: [{ expression: "object.spec.containers.all(c, c.image != \'\')" }]',
  )
    .replace('[apps]', "['']")
    .replace('[deployments]', '[pods]');

  expect(codesOf(text)).toContain('ephemeral-containers');
  expect(codesOf(text.replace('[pods]', '[pods, pods/ephemeralcontainers]'))).not.toContain(
    'ephemeral-containers',
  );
});
