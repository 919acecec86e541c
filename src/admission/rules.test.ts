import { expect, test } from 'vitest';
import { judge } from './testing.ts';

function clusterPolicy(validate: string, match = 'any: [{ resources: { kinds: [Pod] } }]'): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: rules }
spec:
  validationFailureAction: Enforce
  rules:
    - name: check
      match: { ${match} }
      validate: ${validate}
`;
}
function pod(spec: string, metadata = ''): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop${metadata} }\nspec: ${spec}\n`;
}

test('validate.cel judges pods and, rewritten, their controllers', () => {
  const text = clusterPolicy(
    `{ message: never, cel: { expressions: [{ expression: "!has(object.spec.hostPID)" }] } }`,
  );
  const job = `apiVersion: batch/v1\nkind: Job\nmetadata: { name: j }\nspec: { template: { spec: { hostPID: true } } }`;

  expect(judge(text, pod('{ hostPID: true }'))[0]).toMatchObject({
    outcome: 'fail',
    message: 'never',
  });
  expect(judge(text, job)[0]).toMatchObject({ outcome: 'fail', policy: { rule: 'autogen-check' } });
});

test('a rule counts what cannot be evaluated as failed', () => {
  const text = clusterPolicy('{ cel: { expressions: [{ expression: object.spec.none == 1 }] } }');

  expect(judge(text, pod('{}'))[0]?.outcome).toBe('fail');
});

test.for([
  ['hostNetwork: false', '{ hostNetwork: false }', 'pass'],
  ['hostNetwork: false', '{}', 'fail'],
  ['"=(hostNetwork)": false', '{}', 'pass'],
  ['"=(hostNetwork)": false', '{ hostNetwork: true }', 'fail'],
  ['"X(hostPath)": "null"', '{ hostPath: x }', 'fail'],
  ['"X(hostPath)": "null"', '{}', 'pass'],
  [
    'containers: [{ image: "!*:latest" }]',
    '{ containers: [{ image: "a:1" }, { image: "b:latest" }] }',
    'fail',
  ],
  ['containers: [{ image: "*:*" }]', '{ containers: [{ image: "a:1" }] }', 'pass'],
  [
    'containers: [{ "(name)": "x*", image: "a" }]',
    '{ containers: [{ name: y, image: b }] }',
    'skip',
  ],
  [
    'containers: [{ "(name)": "x*", image: "a" }]',
    '{ containers: [{ name: xy, image: b }, { name: z, image: a }] }',
    'fail',
  ],
  ['"^(containers)": [{ image: "a" }]', '{ containers: [{ image: b }, { image: a }] }', 'pass'],
  ['"^(containers)": [{ image: "a" }]', '{ containers: [{ image: b }] }', 'fail'],
  ['memory: "<=1Gi"', '{ memory: 512Mi }', 'pass'],
  ['memory: "<=1Gi"', '{ memory: 1025Mi }', 'fail'],
  ['port: "1-1024"', '{ port: 80 }', 'pass'],
  ['port: "1!-1024"', '{ port: 80 }', 'fail'],
  ['wait: "<1h"', '{ wait: 59m }', 'pass'],
  ['name: "a* | b"', '{ name: b }', 'pass'],
  ['name: "?*"', '{ name: "" }', 'fail'],
  ['name: "!a & !b"', '{ name: b }', 'fail'],
] as const)('pattern %s for %s: %s', ([pattern, spec, outcome]) => {
  const text = clusterPolicy(`{ message: wrong, pattern: { spec: { ${pattern} } } }`);

  expect(judge(text, pod(spec))[0]?.outcome).toBe(outcome);
});

test('one of anyPattern is enough', () => {
  const text = clusterPolicy('{ anyPattern: [{ spec: { a: 1 } }, { spec: { b: 2 } }] }');

  expect(judge(text, pod('{ b: 2 }'))[0]?.outcome).toBe('pass');
  expect(judge(text, pod('{ c: 2 }'))[0]?.outcome).toBe('fail');
});

test('wildcards in the keys of labels stand for keys that are there', () => {
  const text = clusterPolicy('{ pattern: { metadata: { labels: { "team-*": "?*" } } } }');

  expect(judge(text, pod('{}', ', labels: { team-a: x }'))[0]?.outcome).toBe('pass');
  expect(judge(text, pod('{}', ', labels: { other: x }'))[0]?.outcome).toBe('fail');
});

test.for([
  ['any: [{ resources: { kinds: [v1/Pod] } }]', 1],
  ['any: [{ resources: { kinds: [apps/v1/Deployment] } }]', 0],
  ['any: [{ resources: { kinds: ["*"] } }]', 1],
  ['any: [{ resources: { kinds: [Pod], namespaces: ["sh*"] } }]', 1],
  ['any: [{ resources: { kinds: [Pod], names: [b] } }]', 0],
  ['all: [{ resources: { kinds: [Pod] } }, { resources: { namespaces: [other] } }]', 0],
  ['any: [{ resources: { kinds: [Pod], operations: [DELETE] } }]', 0],
  ['any: [{ resources: { kinds: [Pod], selector: { matchLabels: { app: "w*" } } } }]', 1],
] as const)('match %s is about a pod %d times', ([match, count]) => {
  const text = clusterPolicy('{ pattern: { spec: "*" } }', match);

  expect(judge(text, pod('{}', ', labels: { app: web }'))).toHaveLength(count);
});

test('rules that need a registry are not judged, and say so', () => {
  const text = clusterPolicy('{ manifests: {} }');

  expect(judge(text, pod('{}'))[0]).toMatchObject({ outcome: 'skip', denied: false });
});
