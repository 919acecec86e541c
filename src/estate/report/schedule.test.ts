import { expect, test } from 'vitest';
import { nextTime } from './schedule.ts';

const now = Date.UTC(2026, 10, 22, 12);

test.for([
  ['* * * *', 'UTC'],
  ['* * * * * *', 'UTC'],
  ['61 * * * *', 'UTC'],
  ['0 0 * * *', 'Mars/Olympus'],
  ['', 'UTC'],
] as const)('%j in %s is no schedule', ([cron, zone]) => {
  expect(() => nextTime(cron, zone, now)).toThrow(
    expect.objectContaining({ code: 'usage.invalid-argument' }),
  );
});
