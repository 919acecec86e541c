import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { routes } from '#wire/routes.ts';
import { breakingChanges } from './breaking-change.ts';
import { openApiDocument } from './openapi.ts';

const document: unknown = JSON.parse(JSON.stringify(openApiDocument()));
const committed: unknown = JSON.parse(
  readFileSync(new URL('../../schema/openapi-1.json', import.meta.url), 'utf8'),
);

test('the committed description is fresh: node tools/openapi.ts', () => {
  expect(committed).toEqual(document);
});

test('every operation stands in it once', () => {
  const ids = [...JSON.stringify(document).matchAll(/"operationId":"(\w+)"/gu)].map(([, id]) => id);

  expect(new Set(ids)).toEqual(new Set(Object.keys(routes)));
  expect(ids).toHaveLength(Object.keys(routes).length);
});

test.for([
  ['a removed operation', { paths: { '/a': { get: {} } } }, { paths: { '/a': {} } }],
  ['a removed member of an answer', { properties: { a: {}, b: {} } }, { properties: { a: {} } }],
  [
    'a removed member with the name of a keyword',
    { properties: { format: {} } },
    { properties: {} },
  ],
  ['a narrower bound', { maxLength: 500 }, { maxLength: 100 }],
  ['another type', { schema: { type: 'string' } }, { schema: { type: 'integer' } }],
  ['a word that is no longer taken', { enum: ['a', 'b'] }, { enum: ['a'] }],
  ['a member that must be given now', { required: ['a'] }, { required: ['a', 'b'] }],
] as const)('%s is a breaking change', ([, before, after]) => {
  expect(breakingChanges(before, after)).toHaveLength(1);
});

test('more is no breaking change', () => {
  const before = { paths: { '/a': { get: {} } }, enum: ['a'], maxLength: 500, minimum: 1 };

  expect(
    breakingChanges(before, {
      paths: { '/a': { get: {}, post: {} } },
      enum: ['a', 'b'],
      maxLength: 8000,
      minimum: 0,
    }),
  ).toEqual([]);
});

test('paths, parameters and references fit together as OpenAPI 3.1 wants', () => {
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/"\$ref":"#\/components\/(\w+\/\w+)"/gu))
    expect(at(document, ['components', ...(name ?? '').split('/')])).toBeDefined();
  for (const [path, item] of Object.entries(record(at(document, ['paths']))))
    for (const operation of Object.values(record(item))) {
      const parameters = list(at(operation, ['parameters']));
      const inPath = parameters
        .filter((one) => at(one, ['in']) === 'path')
        .map((one) => at(one, ['name']));
      const named = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
      expect(new Set(inPath)).toEqual(new Set(named));
      expect(Object.keys(record(at(operation, ['responses'])))).toContain('200');
    }
});

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => record(part)[name], value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
