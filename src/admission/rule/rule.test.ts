import { expect, test } from 'vitest';
import type { Json } from '#model/json-value.ts';
import { judge, objectsOf, setOf } from '../testing.ts';

function policyOf(rule: string, more = ''): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: rules }
spec:
  validationFailureAction: Enforce${more}
  rules:
    - name: check
      match: { any: [{ resources: { kinds: [Pod] } }] }
${rule.replaceAll(/^/gm, '      ')}
`;
}

const pod = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec:
  containers:
    - { name: a, image: "nginx:1.27", resources: { limits: { memory: 1Gi } } }
    - { name: b, image: "ghcr.io/x/y", securityContext: { privileged: true } }
`;
const job = `apiVersion: batch/v1
kind: Job
metadata: { name: j }
spec: { template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: a, image: nginx }] } } }
`;

function outcomeOf(rule: string, object = pod): string | undefined {
  return judge(policyOf(rule), object)[0]?.outcome;
}

function condition(key: string, operator: string, value: string): string {
  return `validate: { deny: { conditions: { all: [{ key: ${key}, operator: ${operator}, value: ${value} }] } } }`;
}

test.for([
  ['"{{ request.object.metadata.name }}"', 'Equals', 'web', true],
  ['"{{ request.object.metadata.name }}"', 'Equals', '"w*"', true],
  ['"{{ request.object.metadata.name }}"', 'NotEquals', 'web', false],
  ['"{{ request.object.spec.containers[].name }}"', 'AnyIn', '[b, c]', true],
  ['"{{ request.object.spec.containers[].name }}"', 'AllIn', '[b, c]', false],
  ['"{{ request.object.spec.containers[].name }}"', 'AnyNotIn', '[a]', true],
  ['"{{ request.object.spec.containers[].name }}"', 'AllNotIn', '[c, d]', true],
  ['"{{ length(request.object.spec.containers) }}"', 'GreaterThan', '1', true],
  ['"{{ length(request.object.spec.containers) }}"', 'AnyIn', '1-3', true],
  [
    '"{{ request.object.spec.containers[0].resources.limits.memory }}"',
    'GreaterThan',
    '512Mi',
    true,
  ],
  ['1h', 'LessThanOrEquals', '3600', true],
  ['1.10.0', 'GreaterThan', '1.9.0', true],
  ['"{{ images.containers.b.registry }}"', 'Equals', 'ghcr.io', true],
  ['"{{ images.containers.a.tag }}"', 'In', '["1.27"]', true],
  ['"x-{{ request.operation }}-{{ request.namespace }}"', 'Equals', 'x-CREATE-shop', true],
  ['"{{ request.object.metadata.labels.{{ \'app\' }} }}"', 'Equals', 'web', true],
  ['"\\\\{{ plain }}"', 'Equals', '"{{ plain*"', true],
  ['[a]', 'Equals', '[a]', true],
  ['"{{ request.object.none || `null` }}"', 'Equals', 'null', false],
] as const)('deny: %s %s %s is %s', ([key, operator, value, holds]) => {
  expect(outcomeOf(condition(key, operator, value))).toBe(holds ? 'fail' : 'pass');
});

test('a variable that is nowhere makes the rule an error', () => {
  expect(outcomeOf(condition('"{{ request.object.spec.none }}"', 'Equals', 'x'))).toBe('error');
});

test('preconditions that do not hold skip the rule', () => {
  const rule = `preconditions: { all: [{ key: a, operator: Equals, value: b, message: other }] }\n${condition('a', 'Equals', 'a')}`;

  expect(judge(policyOf(rule), pod)[0]).toMatchObject({
    outcome: 'skip',
    message: 'preconditions not met; other',
  });
});

test('messages may have variables', () => {
  const rule =
    'validate: { message: "no {{ request.object.metadata.name }}", deny: { conditions: [{ key: a, operator: Equals, value: a }] } }';

  expect(judge(policyOf(rule), pod)[0]?.message).toBe('no web');
});

test.for([
  ['pattern: { image: "*:*" }', 'fail'],
  ['pattern: { image: "?*" }', 'pass'],
  [
    'deny: { conditions: { all: [{ key: "{{ element.name }}", operator: Equals, value: b }] } }',
    'fail',
  ],
  [
    'deny: { conditions: { all: [{ key: "{{ elementIndex }}", operator: Equals, value: 1 }] } }',
    'fail',
  ],
  [
    'preconditions: { all: [{ key: "{{ element.name }}", operator: Equals, value: z }] }, deny: {}',
    undefined,
  ],
  [
    'foreach: [{ list: "element0.image | [@]", deny: { conditions: [{ key: "{{ element1 }}", operator: Equals, value: "ghcr*" }] } }]',
    'fail',
  ],
] as const)('foreach with %s: %s', ([body, outcome]) => {
  const rule = `validate: { foreach: [{ list: request.object.spec.containers, ${body} }] }`;

  expect(outcomeOf(rule)).toBe(outcome);
});

test('entries of the context are made of one another and of config maps', () => {
  const rule = `context:
  - { name: allowed, configMap: { name: allowed, namespace: default } }
  - { name: wanted, variable: { jmesPath: "parse_json(allowed.data.names)", default: [] } }
${condition('"{{ request.object.metadata.name }}"', 'AnyNotIn', '"{{ wanted }}"')}`;
  const [map] = objectsOf(
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: allowed, namespace: default }\ndata: { names: \'["web"]\' }\n',
  );

  const known = judge(policyOf(rule), pod, { objects: map === undefined ? [] : [map] });
  expect(known[0]?.outcome).toBe('pass');
  expect(outcomeOf(rule)).toBe('fail');
  expect(outcomeOf(rule.replace(', default: []', ''))).toBe('error');
});

test('what needs an API that nobody declared is not judged, and a gap', () => {
  const rule = `context: [{ name: x, apiCall: { urlPath: /apis/a.b/v1/things } }]\n${condition('"{{ x }}"', 'Equals', 'a')}`;

  expect(outcomeOf(rule)).toBe('skip');
  expect(setOf(policyOf(rule)).gaps).toMatchObject([{ reason: 'unsupported' }]);
});

test('rules for pods with deny are rewritten for their controllers', () => {
  const rule = condition('"{{ request.object.metadata.labels.app }}"', 'Equals', 'web');

  expect(judge(policyOf(rule), job)[0]).toMatchObject({
    outcome: 'fail',
    policy: { rule: 'autogen-check' },
  });
});

test('overrides of the failure action count by namespace', () => {
  const more = '\n  validationFailureActionOverrides: [{ action: Audit, namespaces: ["sh*"] }]';

  const [result] = judge(policyOf(condition('a', 'Equals', 'a'), more), pod);
  expect(result).toMatchObject({ outcome: 'audit', denied: false });
});

test('what was wrong before an update is not held against it', () => {
  const rule = condition('"{{ request.object.metadata.name }}"', 'Equals', 'web');

  expect(judge(policyOf(rule), pod, { operation: 'UPDATE' })[0]?.outcome).toBe('skip');
});

function mutated(mutate: string, object = pod): Json | undefined {
  return judge(policyOf(`mutate: ${mutate}`), object)[0]?.mutation?.object;
}

test.for([
  [
    '{ patchStrategicMerge: { metadata: { labels: { "+(app)": x, "+(team)": ops } } } }',
    { metadata: { labels: { app: 'web', team: 'ops' } } },
  ],
  [
    '{ patchStrategicMerge: { spec: { containers: [{ "(image)": "nginx*", imagePullPolicy: Always }] } } }',
    { spec: { containers: [{ name: 'a', imagePullPolicy: 'Always' }, { name: 'b' }] } },
  ],
  [
    '{ patchStrategicMerge: { spec: { containers: [{ name: z, image: z }] } } }',
    { spec: { containers: [{ name: 'z' }, { name: 'a' }, { name: 'b' }] } },
  ],
  [
    '{ patchStrategicMerge: { spec: { containers: [{ name: a, $patch: delete }] } } }',
    { spec: { containers: [{ name: 'b' }] } },
  ],
  [
    '{ patchesJson6902: "- { op: add, path: /metadata/annotations/x~1y, value: \'{{ request.operation }}\' }" }',
    { metadata: { annotations: { 'x/y': 'CREATE' } } },
  ],
  [
    '{ foreach: [{ list: request.object.spec.containers, patchesJson6902: "[{\\"op\\": \\"add\\", \\"path\\": \\"/spec/containers/{{elementIndex}}/env/-\\", \\"value\\": {\\"name\\": \\"N\\", \\"value\\": \\"{{element.name}}\\"}}]" }] }',
    { spec: { containers: [{ env: [{ name: 'N', value: 'a' }] }, { env: [{ value: 'b' }] }] } },
  ],
] as const)('mutate %s', ([mutate, expected]) => {
  expect(mutated(mutate)).toMatchObject(expected);
});

test('a patch whose condition for the whole rule does not hold changes nothing', () => {
  const patch = '{ spec: { containers: [{ "<(image)": "quay*" }], dnsPolicy: Default } }';

  expect(outcomeOf(`mutate: { patchStrategicMerge: ${patch} }`)).toBe('skip');
});

test('targets of a rule are changed in place of the object that sets it off', () => {
  const rule = `mutate:
  targets: [{ apiVersion: v1, kind: ConfigMap, name: "c*", namespace: "{{ request.namespace }}" }]
  patchStrategicMerge: { data: { by: "{{ request.object.metadata.name }}", was: "{{ target.data.x }}" } }`;
  const targets = objectsOf(
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: cm, namespace: shop }\ndata: { x: "1" }\n',
  );

  const results = judge(policyOf(rule), pod, { targets });
  expect(results).toMatchObject([
    {
      object: { kind: 'ConfigMap' },
      mutation: { object: { data: { x: '1', by: 'web', was: '1' } } },
    },
  ]);
});

test('data and copies of known objects are generated', () => {
  const source =
    'apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: default, uid: u }\ndata: { k: dg== }\n';
  const data = `generate: { apiVersion: v1, kind: ConfigMap, name: "{{ request.object.metadata.name }}-c", namespace: shop, data: { data: { a: b } } }`;
  const clone =
    'generate: { apiVersion: v1, kind: Secret, name: s2, namespace: shop, clone: { name: s, namespace: default } }';

  expect(judge(policyOf(data), pod)[0]?.generated).toMatchObject([
    { kind: 'ConfigMap', metadata: { name: 'web-c', namespace: 'shop' }, data: { a: 'b' } },
  ]);
  const [copied] = judge(policyOf(clone), pod, { objects: objectsOf(source) });
  expect(copied?.generated).toMatchObject([
    { metadata: { name: 's2', namespace: 'shop' }, data: { k: 'dg==' } },
  ]);
  expect(outcomeOf(clone)).toBe('skip');
});

test('podSecurity asks the engine that it is given, and excludes controls', () => {
  const found = {
    control: 'privileged',
    level: 'baseline',
    message: 'privileged',
    places: [
      {
        field: ['spec', 'containers', 1, 'securityContext', 'privileged'],
        container: 'b',
        value: 'true',
      },
    ],
  } as const;
  const facts = { podSecurity: () => [found] };
  const rule = 'validate: { podSecurity: { level: baseline, version: latest } }';
  const excluding =
    'validate: { podSecurity: { level: baseline, exclude: [{ controlName: Privileged Containers, images: ["ghcr.io/*"] }] } }';

  expect(judge(policyOf(rule), pod, { facts })[0]?.outcome).toBe('fail');
  expect(judge(policyOf(excluding), pod, { facts })[0]?.outcome).toBe('pass');
  expect(outcomeOf(rule)).toBe('skip');
});
