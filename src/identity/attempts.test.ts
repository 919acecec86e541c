import { expect, test } from 'vitest';
import { Attempts } from './attempts.ts';

test('failures count for a quarter of an hour, also where the clock goes back', () => {
  const time = { now: 1_000_000_000 };
  const attempts = new Attempts(() => new Date(time.now));
  function fail(): void {
    for (let count = 0; count < 3; count += 1) attempts.failed('ann');
  }

  fail();
  expect(() => attempts.check('ann', 3)).toThrow('too many');
  time.now += 15 * 60_000;
  expect(() => attempts.check('ann', 3)).not.toThrow();

  fail();
  time.now -= 86_400_000;
  expect(() => attempts.check('ann', 3)).not.toThrow();
});
