import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAffected } from '#version/range.ts';
import { comparatorOf, type Scheme } from '#version/scheme.ts';
import { parseExpression } from './expression.ts';
import { complement, rangeOfInterval } from './interval.ts';

const cases: readonly (readonly [Scheme, string, string, string])[] = [
  ['semver', '<1.2.3', '1.2.2 0.1.0', '1.2.3 2.0.0'],
  ['semver', '<1.2.3||>=2.0.0 <2.1.0', '1.0.0 2.0.5', '1.2.3 2.1.0'],
  ['semver', '>=1.0.0, <=1.2.3 | =3.0.0', '1.0.0 1.2.3 3.0.0', '0.9.0 1.2.4 3.0.1'],
  ['semver', '^1.2.3', '1.2.3 1.9.9', '1.2.2 2.0.0'],
  ['semver', '^0.2.3', '0.2.9', '0.3.0'],
  ['semver', '~1.2.3', '1.2.9', '1.3.0'],
  ['semver', '*', '0.0.1 99.0.0', ''],
  ['semver', '1.2.3', '1.2.3', '1.2.4'],
  ['semver', '<v1.2.0', '1.1.9', '1.2.0'],
  ['rubygems', '~> 4.2.5, >= 4.2.5.1', '4.2.5.1 4.2.11', '4.2.5 4.3.0'],
  ['rubygems', '~> 2', '2.9', '3.0'],
  ['rubygems', '~> 1.0.0.beta1', '1.0.0.beta2 1.0.5', '1.1.0'],
  ['maven', '[1.0,1.2.3),(,0.9]', '1.0 1.2.2 0.9 0.1', '0.9.1 1.2.3'],
  ['maven', '[1.5]', '1.5', '1.5.1'],
  ['nuget', '(,2.0.0)', '1.9.9', '2.0.0'],
  ['pep440', '>=1.0,<1.2||==2.0', '1.1 2.0', '1.2 2.0.1'],
  ['packagist', '>=4.4.0,<4.4.7', '4.4.0 4.4.6', '4.3.9 4.4.7'],
];
test.for(cases)('%s: %s holds %s and not %s', ([scheme, text, inside, outside]) => {
  const ranges = parseExpression(text, scheme)?.map(rangeOfInterval) ?? [];
  function holds(version: string): boolean {
    return isAffected(scheme, version, ranges, []) !== undefined;
  }

  expect(inside.split(' ').filter((version) => !holds(version))).toEqual([]);
  expect(outside.split(' ').filter((version) => version !== '' && holds(version))).toEqual([]);
});

test.for(['', '>=', '1.0 - 2.0', '!=1.0', '[1.0', '(1,2', 'latest', '<1.0||', '>=*', '__proto__'])(
  '%s is not understood',
  (text) => {
    expect(parseExpression(text, 'semver')).toBeUndefined();
  },
);

test('what cannot be fulfilled is nothing', () => {
  expect(parseExpression('>2.0.0 <1.0.0', 'semver')).toEqual([]);
});

test('a version is in the intervals or in their complement, never in both', () => {
  const compare = comparatorOf('semver');
  const version = fc.tuple(fc.nat(4), fc.nat(3)).map(([a, b]) => `${a}.${b}.0`);
  const bound = fc.option(fc.record({ version, isIncluded: fc.boolean() }), { nil: undefined });
  const interval = fc.tuple(bound, bound).map(([from, to]) => ({
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  }));
  function holds(one: ReturnType<typeof complement>[number], at: string): boolean {
    const above = one.from === undefined ? 1 : compare(at, one.from.version);
    const below = one.to === undefined ? -1 : compare(at, one.to.version);
    const isAbove = above > 0 || (above === 0 && one.from?.isIncluded === true);
    return isAbove && (below < 0 || (below === 0 && one.to?.isIncluded === true));
  }
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 6 }), version, (intervals, at) => {
      const within = intervals.some((one) => holds(one, at));
      const outside = complement(intervals, compare).some((one) => holds(one, at));

      expect(within).toBe(!outside);
    }),
  );
});
