import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../testing.ts';

function policyOf(rule: string): string {
  return `{"apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy", "metadata": {"name": "h"}, "spec": {"rules": [{"name": "r", "match": {"any": [{"resources": {"kinds": ["Pod"]}}]}, ${rule}}]}}`;
}
const pod =
  '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": {"x": "a{{ request.object.metadata.labels.x }}"}}, "spec": {"__proto__": {"y": 1}, "containers": [{"name": "a"}, {"name": "b"}]}}';

function deny(key: string): string {
  return `"validate": {"deny": {"conditions": [{"key": ${JSON.stringify(key)}, "operator": "Equals", "value": "x"}]}}`;
}

test('entries that double one another run out of budget', () => {
  const entries = Array.from({ length: 60 }, (_, at) => ({
    name: `v${at}`,
    variable: {
      jmesPath: at === 0 ? "'xxxxxxxxxx'" : `join('', [v${at - 1}, v${at - 1}])`,
    },
  }));
  const rule = `"context": ${JSON.stringify(entries)}, ${deny('{{ v59 }}')}`;

  expect(judge(policyOf(rule), pod)[0]).toMatchObject({ outcome: 'error' });
});

test('lists that double one another run out of budget', () => {
  const entries = Array.from({ length: 60 }, (_, at) => ({
    name: `v${at}`,
    variable: { jmesPath: at === 0 ? '[`1`, `2`]' : `[v${at - 1}, v${at - 1}][]` },
  }));
  const rule = `"context": ${JSON.stringify(entries)}, ${deny('{{ v59 }}')}`;

  expect(judge(policyOf(rule), pod)[0]).toMatchObject({ outcome: 'error' });
});

test('an object that is full of variables does not loop for ever', () => {
  const rule = deny('b{{ request.object.metadata.labels.x }}');

  expect(judge(policyOf(rule), pod)[0]).toMatchObject({ outcome: 'error' });
});

test('loops in loops run out of budget', () => {
  let part: object = { deny: { conditions: [{ key: 'a', operator: 'Equals', value: 'b' }] } };
  for (let at = 0; at < 15; at += 1)
    part = { foreach: [{ list: 'request.object.spec.containers[] | [@, @, @][]', ...part }] };

  const [result] = judge(policyOf(`"validate": ${JSON.stringify(part)}`), pod);
  expect(result?.outcome).toBe('error');
});

test.for([
  '"preconditions": 1, "validate": {"deny": []}',
  '"context": [{"name": "__proto__", "variable": {"value": {"a": 1}}}], "validate": {"deny": {"conditions": [{"key": "{{ __proto__.a }}", "operator": "Equals", "value": 1}]}}',
  '"validate": {"foreach": [null, {"list": 1}, {"list": "a", "foreach": 3}]}',
  '"validate": {"podSecurity": {"level": 3, "exclude": [1]}}',
  '"mutate": {"patchStrategicMerge": {"spec": [1]}}',
  '"mutate": {"patchStrategicMerge": {"__proto__": {"polluted": true}}}',
  '"mutate": {"patchesJson6902": "- 1"}',
  '"mutate": {"patchesJson6902": "[{\\"op\\": \\"add\\", \\"path\\": \\"/spec/containers/99\\"}]"}',
  '"mutate": {"foreach": [{"list": "request", "patchStrategicMerge": null}]}',
  '"mutate": {"targets": [1, {"kind": 3}]}',
  '"generate": {"kind": 1, "cloneList": {"kinds": [null, "v1/Secret"]}}',
  '"generate": {"foreach": [1]}',
  '"validate": {"pattern": {"a": "$(./../../../../x)"}}',
])('%.60s is judged or an error', (rule) => {
  judge(policyOf(rule), pod);

  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

const texts = fc.constantFrom(
  '{{',
  '}}',
  'request',
  '.object',
  '@',
  '[*]',
  '(',
  ')',
  "'a'",
  '$(',
  '\\',
  '|',
);

test('no variable crashes a rule', () => {
  fc.assert(
    fc.property(
      fc.array(texts, { maxLength: 10 }),
      fc.jsonValue({ maxDepth: 2 }),
      (parts, value) => {
        const key = parts.join('');
        const patch = JSON.stringify({ metadata: { labels: { [key]: key } }, [key]: value });
        const rules = [
          deny(key),
          `"validate": {"pattern": ${patch}}`,
          `"mutate": {"patchStrategicMerge": ${patch}}`,
        ];

        expect(rules.flatMap((rule) => judge(policyOf(rule), pod)).length).toBeLessThan(4);
      },
    ),
    { numRuns: 40 },
  );
});
