import { expect, test } from 'vitest';
import { deployment, judge, setOf } from './testing.ts';

function mutating(steps: string): string {
  return `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: { name: change }
spec:
  matchConstraints:
    resourceRules: [{ apiGroups: ['', apps], apiVersions: [v1], operations: [CREATE], resources: [pods, deployments] }]
  reinvocationPolicy: Never
  mutations:
${steps.replaceAll(/^/gm, '    ')}
`;
}
function apply(expression: string): string {
  return mutating(
    `- patchType: ApplyConfiguration\n  applyConfiguration: { expression: ${JSON.stringify(expression)} }`,
  );
}
function patch(expression: string): string {
  return mutating(
    `- patchType: JSONPatch\n  jsonPatch: { expression: ${JSON.stringify(expression)} }`,
  );
}
const pod = `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop, labels: { app: web } }
spec:
  containers:
    - { name: main, image: a, env: [{ name: A, value: '1' }, { name: B, value: '2' }], args: [x] }
    - { name: side, image: b }
`;

test('containers and variables are merged by name, labels field by field', () => {
  const [result] = judge(
    apply(`Object{
      metadata: Object.metadata{labels: {"team": "a"}},
      spec: Object.spec{containers: [
        Object.spec.containers{name: "side", image: "c"},
        Object.spec.containers{name: "main", env: [Object.spec.containers.env{name: "B", value: "3"}, Object.spec.containers.env{name: "C", value: "4"}]},
      ]}}`),
    pod,
  );

  expect(result?.mutation?.object).toMatchObject({
    metadata: { labels: { app: 'web', team: 'a' } },
    spec: {
      containers: [
        { name: 'side', image: 'c' },
        {
          name: 'main',
          image: 'a',
          args: ['x'],
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '3' },
            { name: 'C', value: '4' },
          ],
        },
      ],
    },
  });
});

test.for([
  [
    'Object{spec: Object.spec{containers: [Object.spec.containers{name: "main", args: ["y"]}]}}',
    'atomic',
  ],
  ['Object{spec: Object.spec{nodeSelector: {"a": "b"}}}', 'atomic'],
  ['Object{spec: Object.spec.template{}}', 'type mismatch'],
] as const)('%s is refused: %s', ([expression, message]) => {
  const [result] = judge(apply(expression), pod);

  expect(result).toMatchObject({ outcome: 'error', denied: true });
  expect(result?.message).toContain(message);
  expect(result?.mutation).toBeUndefined();
});

test('a JSON patch is applied, and its difference is told', () => {
  const [result] = judge(
    patch(`[JSONPatch{op: "test", path: "/spec/replicas", value: 1},
            JSONPatch{op: "replace", path: "/spec/replicas", value: 3},
            JSONPatch{op: "add", path: "/metadata/labels", value: {}},
            JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("a/b"), value: "c"}]`),
    deployment(1),
  );

  expect(result?.mutation?.patch).toEqual([
    { op: 'add', path: '/metadata/labels', value: { 'a/b': 'c' } },
    { op: 'replace', path: '/spec/replicas', value: 3 },
  ]);
});

test('a test operation that fails leaves the object as it is', () => {
  const [result] = judge(
    patch(
      '[JSONPatch{op: "replace", path: "/spec/replicas", value: 9}, JSONPatch{op: "test", path: "/spec/replicas", value: 1}]',
    ),
    deployment(1),
  );

  expect(result).toMatchObject({ outcome: 'pass' });
  expect(result?.mutation).toBeUndefined();
});

test('an operation on what is not there is an error', () => {
  const [result] = judge(patch('[JSONPatch{op: "remove", path: "/spec/none"}]'), deployment(1));

  expect(result).toMatchObject({ outcome: 'error', denied: true });
});

test('steps see what the ones before them made, and validations see what all of them made', () => {
  const text = `${mutating(`- patchType: JSONPatch
  jsonPatch: { expression: '[JSONPatch{op: "replace", path: "/spec/replicas", value: 7}]' }
- patchType: ApplyConfiguration
  applyConfiguration: { expression: 'Object{spec: Object.spec{replicas: object.spec.replicas + 1}}' }`)}---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: eight }
spec:
  matchConstraints:
    resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments] }]
  validations: [{ expression: object.spec.replicas == 8 }]
`;

  expect(judge(text, deployment(1)).map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
});

test('an expression that gives something else does not compile', () => {
  expect(setOf(apply('"text"')).gaps).toHaveLength(1);
  expect(setOf(patch('[1]')).gaps).toHaveLength(1);
});

test('mutateExisting changes the targets, not what set it off', () => {
  const text = `apiVersion: policies.kyverno.io/v1
kind: MutatingPolicy
metadata: { name: existing }
spec:
  evaluation: { mutateExisting: { enabled: true } }
  matchConstraints:
    resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments] }]
  targetMatchConstraints:
    resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }]
  mutations:
    - patchType: ApplyConfiguration
      applyConfiguration: { expression: 'Object{metadata: Object.metadata{labels: {"seen": "yes"}}}' }
`;
  const targets = [...setOf(pod).objects];

  const results = judge(text, deployment(1), { targets });

  expect(results.map(({ object, mutation }) => [object.kind, mutation?.patch])).toEqual([
    ['Pod', [{ op: 'add', path: '/metadata/labels/seen', value: 'yes' }]],
  ]);
});
