import { expect, test } from 'vitest';
import { errnoName, errnoNumber } from './errno.ts';
import { eventTypeOfCall, systemCallNames, systemCallNumbers } from './system-call.ts';

test.for([
  ['x64', 0, 'read'],
  ['x64', 59, 'execve'],
  ['x64', 257, 'openat'],
  ['x64', 334, 'rseq'],
  ['x64', 437, 'openat2'],
  ['arm64', 56, 'openat'],
  ['arm64', 221, 'execve'],
  ['arm64', 437, 'openat2'],
] as const)('on %s number %d is %s', ([architecture, number, name]) => {
  expect(systemCallNames(architecture)[number]).toBe(name);
  expect(systemCallNumbers(architecture).get(name)).toBe(number);
});

test('numbers without a call have no name', () => {
  expect(systemCallNames('x64')[400]).toBeUndefined();
  expect(systemCallNames('arm64')[250]).toBeUndefined();
  expect(systemCallNames('arm64')[422]).toBeUndefined();
});

test('some events have another name than their call', () => {
  expect(eventTypeOfCall('pread64')).toBe('pread');
  expect(eventTypeOfCall('openat')).toBe('openat');
});

test.for([
  [-2, 'ENOENT'],
  [13, 'EACCES'],
  [-95, 'EOPNOTSUPP'],
  [-133, 'EHWPOISON'],
] as const)('errno %d is %s', ([number, name]) => {
  expect(errnoName(number)).toBe(name);
  expect(errnoNumber(name)).toBe(Math.abs(number));
});

test('what is no errno has no name', () => {
  expect([errnoName(0), errnoName(41), errnoName(9999), errnoNumber('-')]).toEqual(
    Array(4).fill(undefined),
  );
});
