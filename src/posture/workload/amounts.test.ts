import { expect, test } from 'vitest';
import { readQuantity } from '#kube/quantity.ts';
import { scheduleFault } from './schedule.ts';

test.for([
  ['100m', 0.1],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['2Ki', 2048],
  ['1e3', 1000],
  ['1E3', 1000],
  ['1E', 1e18],
  ['-1Gi', -(2 ** 30)],
  [2, 2],
  ['1GB', undefined],
  ['', undefined],
  ['1 Gi', undefined],
  ['m', undefined],
  [true, undefined],
] as const)('quantity %s', ([text, amount]) => {
  expect(readQuantity(text)).toBe(amount);
});

test.for([
  ['*/5 * * * *', true],
  ['0 0 1,15 * *', true],
  ['0 0 * * mon-fri', true],
  ['5/15 * * * *', true],
  ['@hourly', true],
  ['@every 90m', true],
  ['0 0 31 2 1', true],
  ['0 0 31 2 *', false],
  ['0 0 31 4,6 *', false],
  ['60 * * * *', false],
  ['* * * * 7', false],
  ['* * * *', false],
  ['* * * * * *', false],
  ['5-1 * * * *', false],
  ['*/0 * * * *', false],
  ['TZ=UTC 0 0 * * *', false],
  ['@fortnightly', false],
  ['', false],
] as const)('schedule %j', ([text, isGood]) => {
  expect(scheduleFault(text) === undefined).toBe(isGood);
});
