import { expect, test } from 'vitest';
import { explainPolicies } from './explain.ts';
import { deploymentPolicy, setOf } from './testing.ts';

test('a policy is explained by what it is about and what it reads', () => {
  const [explanation] = explainPolicies(
    setOf(
      deploymentPolicy(
        'variables: [{ name: count, expression: object.spec.replicas }]\nvalidations: [{ expression: variables.count > 1 }]',
      ),
    ),
  );

  expect(explanation).toMatchObject({
    policy: { kind: 'ValidatingAdmissionPolicy', name: 'replicas' },
    matches: ['CREATE, UPDATE of deployments (apps, v1)'],
    expressions: [
      { field: 'spec.variables[0].expression', reads: ['object.spec.replicas'] },
      { field: 'spec.validations[0].expression', reads: ['variables.count'] },
    ],
    bindings: [],
  });
});
