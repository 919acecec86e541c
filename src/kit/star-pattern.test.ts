import { expect, test } from 'vitest';
import { fitsStars } from './star-pattern.ts';

test.for([
  ['', ''],
  ['*', ''],
  ['*', 'anything'],
  ['a*', 'a'],
  ['*nginx', 'nginx-and-nginx'],
  ['a*b*c', 'a-b-b-c'],
  ['a**c', 'ac'],
])('%j fits %j', ([pattern, text]) => {
  expect(fitsStars(pattern ?? '', text ?? '')).toBe(true);
});

test.for([
  ['', 'a'],
  ['aa*aa', 'aaa'],
  ['a*b', 'a-b-c'],
  ['a?c', 'abc'],
  ['*b*b', 'b'],
])('%j does not fit %j', ([pattern, text]) => {
  expect(fitsStars(pattern ?? '', text ?? '')).toBe(false);
});
