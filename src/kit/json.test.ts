import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatJson } from './json.ts';

test('keys are sorted at every level, big integers are text, absent fields are left out', () => {
  const text = formatJson({ b: [{ d: 1n, c: undefined, a: null }], a: { z: 1, y: [2] } });

  expect(text).toBe('{"a":{"y":[2],"z":1},"b":[{"a":null,"d":"1"}]}');
});

test('hostile keys are keys like others', () => {
  const hostile: unknown = JSON.parse('{"z":1,"__proto__":{"a":1},"constructor":2}');

  expect(formatJson(hostile)).toBe('{"__proto__":{"a":1},"constructor":2,"z":1}');
});

test('the text says what the value says, whatever the order of keys was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(formatJson(value, 2))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
