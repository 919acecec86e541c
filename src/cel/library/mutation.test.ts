import { expect, test } from 'vitest';
import { compile, environmentOf } from '../compile.ts';
import { toJson } from '../json.ts';
import { DYN } from '../type.ts';
import { checkLiteralPlaces, mutationLibraries } from './mutation.ts';

const environment = environmentOf(
  { base: 'kubernetes', minor: 36 },
  { object: DYN },
  { libraries: mutationLibraries },
);

function evaluate(text: string, object: unknown = {}) {
  const compiled = compile(text, environment);
  if ('problems' in compiled) return { error: compiled.problems[0]?.message ?? '' };
  const outcome = compiled.program.evaluate({ object });
  if ('error' in outcome) return { error: outcome.error };
  return { json: toJson(outcome.value), place: checkLiteralPlaces(outcome.value) };
}

test('an object literal is the part of the object that it names', () => {
  const { json, place } = evaluate(
    'Object{spec: Object.spec{replicas: object.spec.replicas + 1, template: Object.spec.template{metadata: Object.spec.template.metadata{labels: {"a": "b"}}}}}',
    { spec: { replicas: 2 } },
  );

  expect(json).toEqual({ spec: { replicas: 3, template: { metadata: { labels: { a: 'b' } } } } });
  expect(place).toBeUndefined();
});

test('lists of literals', () => {
  const { json, place } = evaluate(
    'Object{spec: Object.spec{containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, image: "x/" + c.image})}}',
    { spec: { containers: [{ name: 'a', image: 'i' }] } },
  );

  expect(json).toEqual({ spec: { containers: [{ name: 'a', image: 'x/i' }] } });
  expect(place).toBeUndefined();
});

test('a literal that stands where its type does not belong', () => {
  expect(evaluate('Object{spec: Object.metadata{name: "a"}}').place).toMatch(
    /unexpected type name "Object.metadata", expected "Object.spec"/,
  );
});

test('optional fields that are absent are left out', () => {
  expect(
    evaluate('Object{?spec: object.?spec, metadata: Object.metadata{name: "a"}}').json,
  ).toEqual({
    metadata: { name: 'a' },
  });
});

test('operations of a JSON patch', () => {
  const { json } = evaluate(
    '[JSONPatch{op: "test", path: "/spec/x", value: 1}, JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("a.b/c~d"), value: {"x": [1]}}, JSONPatch{op: "move", from: "/a", path: "/b"}]',
  );

  expect(json).toEqual([
    { op: 'test', path: '/spec/x', value: 1 },
    { op: 'add', path: '/metadata/labels/a.b~1c~0d', value: { x: [1] } },
    { op: 'move', from: '/a', path: '/b' },
  ]);
});

test.for(['JSONPatch{op: 1}', 'JSONPatch{operation: "add"}', 'Thing{}'])(
  '%s is a problem',
  (text) => {
    expect(evaluate(text)).toHaveProperty('error');
  },
);

test('equality and fields of literals', () => {
  expect(evaluate('Object{a: 1} == Object{a: 1}').json).toBe(true);
  expect(evaluate('Object{a: 1} == Object{a: 2}').json).toBe(false);
  expect(evaluate('Object{a: 1}.a').json).toBe(1);
  expect(evaluate('has(Object{a: 1}.b)').json).toBe(false);
  expect(evaluate('JSONPatch{op: "add", path: "/a", value: 1}.value').json).toBe(1);
});
