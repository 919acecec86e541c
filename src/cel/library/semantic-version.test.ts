import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attempt } from './attempt.ts';
import {
  compareVersions,
  formatVersion,
  parseLenientVersion,
  parseSemanticVersion,
} from './semantic-version.ts';

test.for([
  '0.0.0',
  '1.2.3',
  '1.2.3-alpha',
  '1.2.3-alpha.1+build.001',
  '1.2.3+001',
  '1.2.3--',
  '1.2.3-0a',
  '18446744073709551615.0.0',
])('%s is a version', (text) => {
  expect(formatVersion(parseSemanticVersion(text))).toBe(text);
});

test.for([
  '',
  '1',
  '1.2',
  'v1.2.3',
  '1.2.3.4',
  '01.2.3',
  '1.02.3',
  '1.2.03',
  '1.2.3-',
  '1.2.3+',
  '1.2.3-a..b',
  '1.2.3-01',
  '1.2.3-a_b',
  '1.2.3+a+b',
  ' 1.2.3',
  '1.2.3 ',
  '1..3',
  '1.2.x',
  '18446744073709551616.0.0',
  '-1.2.3',
  '1.2.٣',
])('%j is no version', (text) => {
  expect(() => parseSemanticVersion(text)).toThrow(
    expect.objectContaining({ code: 'input.malformed' }),
  );
});

test.for([
  ['v1', '1.0.0'],
  ['1.1', '1.1.0'],
  ['v01.01.01', '1.1.1'],
  ['0', '0.0.0'],
  ['00.0.00', '0.0.0'],
  ['1.2.3-beta', '1.2.3-beta'],
  ['1.2.03-beta', '1.2.3-beta'],
  ['1.2.0-beta', '1.2.0-beta'],
] as const)('%s is read leniently as %s', ([text, version]) => {
  expect(formatVersion(parseLenientVersion(text))).toBe(version);
});

test.for(['', 'v', 'vv1', '1.2-beta', '1+build', ' 1.0.0', '1. 0.0', '1.0.0 ', 'V1'])(
  '%j is not even read leniently',
  (text) => {
    expect(() => parseLenientVersion(text)).toThrow(
      expect.objectContaining({ code: 'input.malformed' }),
    );
  },
);

test('versions are in the order of semver.org', () => {
  const ascending = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.1.0',
    '2.0.0',
    '10.0.0',
  ].map(parseSemanticVersion);

  for (const [at, version] of ascending.entries())
    for (const [other, against] of ascending.entries())
      expect(compareVersions(version, against)).toBe(Math.sign(at - other));
});

test('build metadata does not count', () => {
  expect(compareVersions(parseSemanticVersion('1.0.0+a'), parseSemanticVersion('1.0.0+b'))).toBe(0);
});

test('whatever is read as a version throws nothing but a complaint about input', () => {
  const unit = fc.constantFrom(...'0123456789.-+vabz '.split(''));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit, maxLength: 30 }), fc.string()), (text) => {
      for (const parse of [parseSemanticVersion, parseLenientVersion])
        expect(() =>
          attempt(() => {
            const version = parse(text);
            expect(parseSemanticVersion(formatVersion(version))).toEqual(version);
          }),
        ).not.toThrow();
    }),
  );
});
