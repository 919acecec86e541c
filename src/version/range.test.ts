import { expect, test } from 'vitest';
import { isAffected } from './range.ts';

const all = { introduced: '0' };
const untilTwo = { introduced: '0', fixed: '2.0.0' };
const oneToLast = { introduced: '1.0.0', lastAffected: '1.5.0' };
const secondLine = { introduced: '3.0.0', fixed: '3.1.0' };

const cases = [
  ['a version below the fix', '1.9.9', [untilTwo], [], untilTwo],
  ['the fixed version itself', '2.0.0', [untilTwo], [], undefined],
  ['a pre-release of the fixed version', '2.0.0-rc.1', [untilTwo], [], untilTwo],
  ['a version before 0', '0.0.0-alpha', [untilTwo], [], untilTwo],
  ['the introducing version', '1.0.0', [oneToLast], [], oneToLast],
  ['a version before the introducing one', '0.9.9', [oneToLast], [], undefined],
  ['the last affected version', '1.5.0', [oneToLast], [], oneToLast],
  ['a version after the last affected one', '1.5.1', [oneToLast], [], undefined],
  ['a version between two ranges', '2.5.0', [untilTwo, secondLine], [], undefined],
  ['a version in the second range', '3.0.5', [untilTwo, secondLine], [], secondLine],
  ['any version of a range without an end', '99.0.0', [all], [], all],
  ['a range that was fixed at 0', '1.0.0', [{ introduced: '0', fixed: '0' }], [], undefined],
  ['a listed version beside ranges', '7.0.0', [untilTwo], ['7.0.0'], 'listed'],
  ['a listed version in another spelling, list alone', '7.0', [], ['7.0.0'], 'listed'],
  ['a version that is not listed', '7.0.1', [], ['7.0.0'], undefined],
  ['an advisory without ranges and versions', '1.0.0', [], [], undefined],
] as const;

test.for(cases)('%s', ([, version, ranges, versions, expected]) => {
  expect(isAffected('semver', version, ranges, versions)).toEqual(expected);
});

test('a Debian pre-release below the fix is affected, a backport above it is not', () => {
  const ranges = [{ introduced: '0', fixed: '1.2-3+deb12u1' }];

  expect(isAffected('deb', '1.2-3~bpo11+1', ranges, [])).toEqual(ranges[0]);
  expect(isAffected('deb', '1.2-3+deb12u2', ranges, [])).toBeUndefined();
});
