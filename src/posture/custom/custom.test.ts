import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFieldPath } from '#kube/field-path.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { defaultPostureSettings } from '#kube/subject.ts';
import { ClusterView, type Completeness } from '#kube/view.ts';
import type { JsonObject } from '#model/json-value.ts';
import { faultsOfCustom } from './custom-walk.ts';
import { customFaults } from './invalid.ts';

function definition(schema: string, more = ''): string {
  return `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shops.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Shop, plural: shops}
  ${more}
  versions:
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: ${schema}}}
    - {name: v1beta1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
`;
}

function shop(spec: string, version = 'v1'): string {
  return `---\n{apiVersion: example.com/${version}, kind: Shop, metadata: {name: a}, spec: ${spec}}\n`;
}

function faultsOf(text: string, completeness: Completeness = 'manifests'): readonly string[] {
  const { objects } = readManifests('a.yaml', Buffer.from(text));
  const view = new ClusterView(objects, completeness);
  return [...customFaults({ view, settings: defaultPostureSettings, now: new Date(0) })].map(
    ({ field = [], message }) => `${formatFieldPath(field)}: ${message}`,
  );
}

function ofSpec(schema: string): string {
  return definition(`{type: object, properties: {spec: {type: object, ${schema}}}}`);
}

test.for([
  ['a known field', 'properties: {a: {type: string}}', '{a: b}', []],
  [
    'an unknown field',
    'properties: {size: {type: string}}',
    '{siez: b}',
    ['spec.siez: the definition has no field "siez" here: "size" is probably meant'],
  ],
  [
    'kept unknown fields',
    'x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}',
    '{b: c}',
    [],
  ],
  [
    'a map of anything',
    'additionalProperties: {type: integer}',
    '{b: 1, c: d}',
    ['spec.c: here a whole number is wanted'],
  ],
  ['a definition that describes nothing', '', '{b: 1}', []],
  ['a missing field', 'required: [a]', '{}', ['spec: the field "a" is missing']],
  [
    'a missing field that has a default',
    'required: [a], properties: {a: {type: string, default: b}}',
    '{}',
    [],
  ],
  [
    'a number or a text',
    'properties: {a: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}}',
    '{a: 50%}',
    [],
  ],
  [
    'neither number nor text',
    'properties: {a: {x-kubernetes-int-or-string: true}}',
    '{a: true}',
    ['spec.a: here a whole number or a text is wanted'],
  ],
  [
    'a choice',
    'properties: {a: {type: string, enum: [Red, Green]}}',
    '{a: red}',
    ['spec.a: here one of Red, Green is wanted'],
  ],
  [
    'bounds',
    'properties: {a: {type: integer, minimum: 1}, b: {type: string, maxLength: 2}, c: {type: array, minItems: 1, items: {type: string}}}',
    '{a: 0, b: abc, c: []}',
    [
      'spec.a: here at least 1 is wanted',
      'spec.b: here at most 2 characters is wanted',
      'spec.c: here at least 1 entries is wanted',
    ],
  ],
  [
    'a pattern that other engines choke on',
    'properties: {a: {type: string, pattern: "^(a+)+$"}}',
    `{a: ${'a'.repeat(60)}b}`,
    ['spec.a: here a text that matches ^(a+)+$ is wanted'],
  ],
  [
    'exactly one of',
    'properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]',
    '{a: c, b: d}',
    ['spec: here exactly one of a, b is wanted'],
  ],
  [
    'alternatives that a default decides',
    'properties: {t: {type: string, default: X}}, oneOf: [{properties: {t: {enum: [X]}}}, {properties: {t: {not: {enum: [X]}}}}]',
    '{}',
    [],
  ],
  [
    'an object within the object',
    'properties: {a: {type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object}}}}',
    '{a: {apiVersion: v1, kind: B, metadata: {name: c}}}',
    [],
  ],
] as const)('%s', ([, schema, spec, wanted]) => {
  expect(faultsOf(ofSpec(schema) + shop(spec))).toEqual(wanted);
});

test('a version that is not served is named', () => {
  expect(faultsOf(ofSpec('') + shop('{}', 'v1beta1'))).toEqual([
    'apiVersion: the definition of Shop serves v1 and not v1beta1',
  ]);
});

test('a live cluster has asked already', () => {
  expect(faultsOf(ofSpec('required: [a]') + shop('{}'), 'cluster')).toEqual([]);
});

test('of two definitions that one counts that fits', () => {
  const both = `${ofSpec('properties: {a: {type: string}}')}---${ofSpec('properties: {b: {type: string}}')}`;

  expect(faultsOf(both + shop('{b: c}'))).toEqual([]);
});

test('definitions of the older version keep unknown fields', () => {
  const old = `
apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata: {name: shops.example.com}
spec:
  group: example.com
  names: {kind: Shop, plural: shops}
  version: v1
  validation: {openAPIV3Schema: {properties: {spec: {properties: {a: {type: integer}}}}}}
`;

  expect(faultsOf(old + shop('{a: b, c: d}'))).toEqual(['spec.a: here a whole number is wanted']);
});

test('whatever schema and object are, it ends', () => {
  const { schema: schemas } = fc.letrec<{ schema: JsonObject }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({ type: fc.constantFrom('object', 'string', 'integer', 'odd') }),
      fc.record(
        {
          type: fc.constantFrom('object', 'array', 'string', 'integer'),
          properties: fc.record({ a: tie('schema'), b: tie('schema') }),
          items: tie('schema'),
          oneOf: fc.tuple(tie('schema'), tie('schema')),
          not: tie('schema'),
          required: fc.subarray(['a', 'b']),
          pattern: fc.string(),
          default: fc.jsonValue(),
          minimum: fc.double(),
        },
        { requiredKeys: [] },
      ),
    ) as fc.Arbitrary<JsonObject>,
  }));
  fc.assert(
    fc.property(
      schemas,
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue()),
      (schema, body) => {
        const faults = faultsOfCustom(body as JsonObject, { schema, keepsUnknown: false });
        expect(faults.length).toBeLessThanOrEqual(100);
      },
    ),
    { numRuns: 200 },
  );
});

test('alternatives within alternatives do not take for ever', () => {
  let schema: JsonObject = { type: 'string' };
  for (let level = 0; level < 40; level += 1)
    schema = { oneOf: [schema, schema], anyOf: [schema, schema] };

  expect(
    faultsOfCustom({ a: 'b' }, { schema: { properties: { a: schema } }, keepsUnknown: false }),
  ).toEqual([]);
});
