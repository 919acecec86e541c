import { expect, test } from 'vitest';
import { editDistance, isSlip } from './edit-distance.ts';

test.for<[string, string, number]>([
  ['web', 'web', 0],
  ['wbe', 'web', 1],
  ['', 'web', 3],
  ['frontend', 'fronted', 1],
  ['db', 'cache', 5],
])('%s and %s are %i apart', ([a, b, distance]) => {
  expect([editDistance(a, b), editDistance(b, a)]).toEqual([distance, distance]);
});

test('long texts are not compared', () => {
  expect(editDistance('a'.repeat(101), 'a')).toBe(Number.POSITIVE_INFINITY);
});

test.for<[string, string, boolean]>([
  ['wbe', 'web', true],
  ['web', 'web', false],
  ['app-v1', 'app-v2', false],
  ['db', 'dc', false],
  ['prometheus', 'prometheus-adapter', false],
])('%s for %s: a slip is %s', ([a, b, expected]) => {
  expect(isSlip(a, b)).toBe(expected);
});
