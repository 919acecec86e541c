import { expect, test } from 'vitest';
import { isWithin, newestWithin } from './version-range.ts';

test.for([
  ['^1.2.3', '1.9.0', true],
  ['^1.2.3', '1.2.2', false],
  ['^1.2.3', '2.0.0', false],
  ['^1.2.3', '2.0.0-rc.1', false],
  ['^0.2.3', '0.2.9', true],
  ['^0.2.3', '0.3.0', false],
  ['^0.0.3', '0.0.4', false],
  ['^0', '0.9.0', true],
  ['^1.x', '1.4.0', true],
  ['~1.2.3', '1.2.9', true],
  ['~1.2.3', '1.3.0', false],
  ['~1', '1.9.0', true],
  ['1.2', '1.2.7', true],
  ['1.2.x', '1.3.0', false],
  ['=1.2.3', '1.2.3', true],
  ['v1.2.3', '1.2.3', true],
  ['1.2.3-beta.1', '1.2.3-beta.1', true],
  ['>=1.2 <3', '2.9.9', true],
  ['>= 1.2 < 3', '3.0.0', false],
  ['>1', '1.9.0', false],
  ['<=1', '1.9.0', true],
  ['1.0.0 - 2.0.0', '1.5.0', true],
  ['^1 || ^3', '3.1.0', true],
  ['*', '9.9.9', true],
  ['', '9.9.9', true],
  ['latest', '9.9.9', false],
  ['https://example.com/a.tgz', '1.0.0', false],
] as const)('%s admits %s: %s', ([range, version, expected]) => {
  expect(isWithin(version, range)).toBe(expected);
});

test('the newest admitted version is taken', () => {
  expect(newestWithin(['1.9.0', '1.10.0', '2.0.0'], '^1.2.0')).toBe('1.10.0');
  expect(newestWithin(['1.9.0'], '^2')).toBeUndefined();
});
