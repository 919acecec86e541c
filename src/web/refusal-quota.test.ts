import { expect, test } from 'vitest';
import { RefusalQuota } from './refusal-quota.ts';

test('one caller is recorded so often a minute, others are not affected', () => {
  const refusals = new RefusalQuota();
  const told = Array.from({ length: 200 }, () => refusals.mayTell('a', 1000)).filter(Boolean);

  expect(told).toHaveLength(120);
  expect(refusals.mayTell('b', 1000)).toBe(true);
  expect(refusals.mayTell('a', 61_000)).toBe(true);
});
