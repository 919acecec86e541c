import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { kubeObjectOf } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import { applyPolicies } from './apply.ts';
import { lintPolicies } from './lint.ts';
import { loadPolicies } from './load.ts';
import { applyJsonPatch, diffJson, isSame } from './patch.ts';
import { matchPattern } from './pattern/match-pattern.ts';
import { readPolicyTest } from './test/policy-test.ts';
import { runPolicyTest } from './test/run-policy-test.ts';
import { deploymentPolicy, now, objectsOf } from './testing.ts';
import { matchesWildcard } from './wildcard.ts';

const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'spec',
    'metadata',
    'name',
    'matchConstraints',
    'resourceRules',
    'validations',
    'expression',
    'rules',
    'match',
    'validate',
    'pattern',
    '=(a)',
    '(a)',
    '^(b)',
  ),
  fc.string({ maxLength: 4 }),
);
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, 1.5, '', '*', 'object', 'v1', 'true', '1-2', '>= 1'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const kinds = [
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'],
  ['admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy'],
  ['policies.kyverno.io/v1', 'ValidatingPolicy'],
  ['policies.kyverno.io/v1', 'GeneratingPolicy'],
  ['policies.kyverno.io/v1', 'PolicyException'],
  ['kyverno.io/v1', 'ClusterPolicy'],
] as const;

test('policies of any shape are read, linted and judged without a crash', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), json, json, ([apiVersion, kind], spec, body) => {
      const place = { path: 'a.yaml' };
      const policy = kubeObjectOf({ apiVersion, kind, metadata: { name: 'a' }, spec }, { place });
      const pod = kubeObjectOf(
        { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: body },
        { place },
      );
      const set = loadPolicies(policy === undefined ? [] : [policy], { now });
      const subjects = pod === undefined ? [] : [{ object: pod }];

      expect(() => [
        ...applyPolicies(set, subjects, { withoutBindings: 'all', now: now() }),
      ]).not.toThrow();
      expect(() => lintPolicies(set)).not.toThrow();
    }),
    { numRuns: 150 },
  );
});

test('expressions of any text end as a gap or a result', () => {
  const deployment = objectsOf('apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }');
  const tokens = fc.constantFrom(
    'object',
    '.',
    'spec',
    '(',
    ')',
    '[',
    ']',
    '1',
    '+',
    '==',
    '&&',
    'all',
    'x',
    ',',
    '"a"',
    '?',
    ':',
    '!',
    'has',
    'variables',
  );
  fc.assert(
    fc.property(fc.array(tokens, { maxLength: 12 }), (parts) => {
      const text = deploymentPolicy(
        `validations: [{ expression: ${JSON.stringify(parts.join(' '))} }]`,
      );
      const set = loadPolicies(objectsOf(text), { now });
      const results = [
        ...applyPolicies(
          set,
          deployment.map((object) => ({ object })),
          { withoutBindings: 'all', now: now() },
        ),
      ];

      expect(set.gaps.length + results.length).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});

test('the difference of two values is a patch that makes one of the other', () => {
  fc.assert(
    fc.property(json, json, (from, to) => {
      expect(isSame(applyJsonPatch(from, diffJson(from, to)), to)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('patterns of any shape give a verdict', () => {
  fc.assert(
    fc.property(json, json, (object, pattern) => {
      expect(['pass', 'fail', 'skip', 'error']).toContain(matchPattern(object, pattern).outcome);
    }),
    { numRuns: 300 },
  );
});

test('files of tests are read or refused, whatever bytes they hold', () => {
  const sample = Buffer.from(
    'kind: Test\npolicies: [a]\nresources: [b]\nresults: [{ policy: a, resources: [b], result: pass }]\n',
  );
  fc.assert(
    fc.property(fc.nat(sample.length), fc.uint8Array({ maxLength: 6 }), (at, bytes) => {
      const changed = Buffer.concat([
        sample.subarray(0, at),
        bytes,
        sample.subarray(at + bytes.length),
      ]);
      expect(() => runAll(changed)).not.toThrow();
    }),
    { numRuns: 200 },
  );
});

function runAll(bytes: Uint8Array): void {
  const files = { read: () => undefined, list: () => [] };
  try {
    for (const one of readPolicyTest('t.yaml', bytes)) runPolicyTest(one, files, { now });
  } catch (error) {
    if (!isCaissonError(error) || !/^(?:input|limit)\./.test(error.code)) throw error;
  }
}

test('wildcards over long texts end soon', () => {
  const started = performance.now();

  expect(matchesWildcard(`${'*a'.repeat(50)}b`, 'a'.repeat(20_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_000);
});
