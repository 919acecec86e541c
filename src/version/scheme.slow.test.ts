import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ecosystems } from '#model/ecosystem.ts';
import { comparatorOf, isVersion, type Scheme, schemeOfEcosystem, schemes } from './scheme.ts';

/** Chains in ascending order; `=` joins equal versions. Each chain is checked pair by pair, in both directions. */
const chains: readonly (readonly [Scheme, string])[] = [
  ['deb', '1.0~~ 1.0~~a 1.0~ 1.0 = 1.0- = 1.0-0 = 0:1.0 1.0-0+b1 1.0-1 1.0a 1.0+dfsg'],
  ['deb', '1.2-3~bpo12+1 1.2-3 1.2-3+deb12u1 1.2-3+deb12u10 1.2.1-1 1:0.1'],
  ['deb', '1.9 1.10 = 1.010 1.99999999999999999998 1.99999999999999999999 2-1-1 2-1-2'],
  ['rpm', '1.0~rc1 1.0~rc1^git 1.0 1.0^ 1.0^git1 1.0^git2 1.0a 1.0.1 = 1_0..1 = 01.00.01 1.1'],
  ['rpm', '1.0-1.el9 1.0-1.el9_2 1.0-2.el9 1.0-10.el9 1.1-1 0:2 = 2 = :2 1:0.1'],
  ['rpm', '2xyz 2.1xyz 2.2 2.10'],
  [
    'apk',
    '1.0_alpha 1.0_alpha1 1.0_beta 1.0_pre 1.0_rc 1.0 = 1.0~abc = 1.0-r0 1.0-r1 1.0_cvs 1.0_svn 1.0_git 1.0_hg 1.0_p 1.0_p1 1.0a 1.0b',
  ],
  ['apk', '1.1 1.1.0 1.1.01 1.1.1 1.1.2 1.1.10 1.2'],
  ['apk', '1.2.4-r0-x 1.2.4-r1 1.2.4_git20230717-r4'],
  [
    'semver',
    '0.0.0-20190101000000-abcdef 0.0.0-20200101000000-abcdef 1.0.0-0.3.7 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 = v1.0.0 = 1 = 1.0.0+build 1.0.0.1 1.0.1',
  ],
  [
    'semver',
    '1.2.3-0.20200101000000-abcdef 1.2.3 = v1.2.3+incompatible 1.2.4-0.20200101000000-abcdef 1.2.10',
  ],
  [
    'semver',
    '1.0.0-1 1.0.0-2 1.0.0-10 1.0.0-99999999999999999999998 1.0.0-99999999999999999999999 1.0.0-1a',
  ],
  [
    'pep440',
    'foo-1 1.dev0 1.0.dev1 1.0a0.dev1 1.0a1 = 1.0-alpha_1 1.0a2.dev1 1.0b1 1.0rc1 = 1.0c1 = 1.0-PREVIEW.1 1.0 = v1.0.0',
  ],
  [
    'pep440',
    '1.0 1.0+abc 1.0+abc.1 1.0+5 1.0+5.a 1.0.post1.dev2 1.0.post1 = 1.0-1 = 1.0-r1 1.1.dev1 1.1 1!0.1',
  ],
  ['pep440', '0.1-bulbasaur 0.1-charmander 2004d 0.0.1'],
  [
    'maven',
    '1-alpha-1 = 1a1 = 1.0-ALPHA1 1-beta 1-milestone 1-rc = 1-cr 1-SNAPSHOT 1 = 1.0 = 1-ga = 1.0.final = 1-RELEASE 1-sp 1-abc 1-xyz 1-1 1-2 1-10 1.1',
  ],
  ['maven', '2.0.0.RC1 2.0.0.RC2 2.0.0 2.0.0.1 2.0.1 33.0-android 33.0-jre 33.1'],
  ['maven', '1.0-x2 1.0-x.1'],
  [
    'rubygems',
    '1.0.a.2 = 1.a.2 1.0.a10 1.0.b1 1.0-2 = 1.0.pre.2 1 = 1.0 = 1.0.0 1.0.1.rc1 1.0.1 3.2 3.10',
  ],
  [
    'packagist',
    '1.0-foo 1.0-dev 1.0-alpha1 = 1.0a1 1.0-beta2 1.0RC1 = 1.0-rc.1 1.0 = v1.0 1.0.0 1.0pl1',
  ],
  [
    'nuget',
    '1.0.0-ALPHA = 1.0.0-alpha 1.0.0-beta 1.0 = 1.0.0 = 1.0.0.0 = 1.00.0+meta 1.0.0.1-rc 1.0.0.1 1.0.1',
  ],
  [
    'generic',
    '1.0.2-beta3 1.0.2 = v1.0.2 = 1.0.2-fips = 1.0.2+build 1.0.2a 1.0.2k = 1.0.2k-fips 1.0.2u 1.0.2za 1.0.2zb 1.1.0 1.1.1w 3.0.0-alpha1 3.0.0-beta1 3.0.0',
  ],
  ['generic', '16dev 16alpha1 16a2 16beta1 16b2 16rc1 16 = 16.0 16.1 16.10'],
  [
    'generic',
    '9.3dev = 9.3-snapshot 9.3.m1 9.3rc 9.3-rc.1 = 9.3rc1 9.3-RC2 9.3 9.3p1 = 9.3-1 9.3p2 9.3.1',
  ],
  ['generic', 'go1.21beta1 1.21rc2 go1.21 = 1.21.0 1.21.3 2'],
  ['generic', '2.4.6 = 2.4.6-alpine 2.4.6p2 = 2.4.6-patch2 2.4.6.1 2.4.10'],
  [
    'jvm',
    '1.7.0_80 1.8.0 = 8 1.8.0_391 1.8.0_392 = 8u392 = 1.8.0_392-b08 = 8u392-b08 = 8.0.392 = 1.8.0:update392 = 1.8.0-update_392 11.0.2 11.0.21 17-ea 17 17.0.9 = 17.0.9+9 = 17.0.9+9-LTS = jdk-17.0.9+9 17.0.10 21',
  ],
  ['pub', '1.0.0-a 1.0.0-a+1 1.0.0 1.0.0+1 1.0.0+2 1.0.0+10 1.0.0+a 1.0.1'],
  ['cran', '0.9 0.10 = 0-10 0.10-1 = 0.10.1 0.10.1.0 1'],
  ['hackage', '1 1.0 1.0.0 1.1 1.10'],
  ['pacman', '1.0a 1.0alpha 1.0b 1.0beta 1.0p 1.0pre 1.0rc 1.0 1.0.a 1.0.1-1 1.0.1-2 1:0.1'],
  [
    'portage',
    'junk 1_alpha 1_alpha1 1_beta 1_pre 1_rc 1 = 1-r0 1-r1 1_p 1_p1-r2 1a 1b 1.0 1.01 1.011 1.02 1.1 1.10',
  ],
];

describe.for(chains)('%s: %s', ([scheme, chain]) => {
  test('stands in its order', () => {
    const compare = comparatorOf(scheme);
    const ranked = rank(chain);

    const wrong = ranked.flatMap(([a, rankA]) =>
      ranked
        .filter(([b, rankB]) => Math.sign(compare(a, b)) !== Math.sign(rankA - rankB))
        .map(([b]) => `${a} and ${b}`),
    );

    expect(wrong).toEqual([]);
  });
});

test('a pacman version without a release equals all its releases', () => {
  const compare = comparatorOf('pacman');

  expect([compare('1.0', '1.0-1'), compare('1.0-2', '1.0')]).toEqual([0, 0]);
});

const versions: readonly (readonly [Scheme, readonly string[], readonly string[]])[] = [
  [
    'deb',
    ['1', '2:7.4.052-1', '1.2+dfsg-3~bpo1', 'r3'],
    ['', ' ', '1.0 beta', '1.0-', '7:', '1_2', '${v}'],
  ],
  ['rpm', ['1', '0:1.2-3.el9', '1.0^git1~x'], ['', '-', '1 2', '()']],
  [
    'apk',
    ['1.2.3-r0', '1.2.4_git20230717-r4', '9.3_p1', '3a~abc-r2'],
    ['', 'a', '1.0bc', '.1', '1-rx'],
  ],
  [
    'semver',
    ['1', 'v1.2.3', '1.2.3-beta+x', '2.0.0+incompatible', '1.21rc2', '0.0.0-20190101-abc'],
    ['', 'latest', '(devel)', '^1.2', '1.x', '1.2.3 || 2', 'v', 'file:../x'],
  ],
  [
    'pep440',
    ['1', '1.0.dev1', '2!1.0+local', ' 1.0 ', '2004d', '0.1-bulbasaur'],
    ['', 'unknown', '>=1.0', '1.*', '1.0, 2'],
  ],
  [
    'maven',
    ['1', 'Finchley.SR2', '1.0-SNAPSHOT', 'r09'],
    ['', 'RELEASE', '${project.version}', '[1.0,2.0)', '1 2'],
  ],
  ['rubygems', ['1', '1.0.a', '1.0-2'], ['', 'a', '1..2', '1.', '>= 1', '1_2']],
  ['packagist', ['1', 'v1.0.0-beta1', '1.0.x-dev'], ['', 'dev-main', '^1.0', '*']],
  ['cran', ['1', '1.0-2'], ['', '1.', 'a', '1--2']],
  ['hackage', ['1', '1.0.2'], ['', '1-2', 'a']],
  [
    'generic',
    ['1', 'v1.2', '1.0.2k-fips', '9p1', 'go1.21rc2'],
    ['', 'latest', '1 2', '>=1', '(devel)'],
  ],
  ['jvm', ['8', '1.8.0_392-b08', '8u392', '17.0.9+9-LTS', '22-ea'], ['', 'java', '1 2', '8 u1']],
  ['pacman', ['1', '1:2.3-1'], ['', ':-', '1 2']],
  ['portage', ['1', '1.0b_p2-r3'], ['', 'a', '1.0bc', '1_foo']],
];

test.for(versions)('%s knows what is a version', ([scheme, good, bad]) => {
  expect(good.filter((text) => !isVersion(scheme, text))).toEqual([]);
  expect(bad.filter((text) => isVersion(scheme, text))).toEqual([]);
});

test.for(ecosystems)('versions of %s have a scheme', (ecosystem) => {
  expect(schemes).toContain(schemeOfEcosystem(ecosystem));
});

const versionLike = fc
  .array(
    fc.constantFrom(
      '0',
      '1',
      '2',
      '9',
      '10',
      '01',
      '.',
      '.',
      '.',
      '-',
      '_',
      '+',
      '~',
      '^',
      ':',
      'a',
      'b',
      'rc',
      'alpha',
      'beta',
      'dev',
      'post',
      'pre',
      'p',
      'r',
      '_p',
      '_rc',
      '-r',
      'v',
      'x',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const anyText = fc.oneof(versionLike, fc.string({ unit: 'binary', maxLength: 12 }));

const longTexts: readonly (readonly [string, string])[] = [
  ['1', 'x'],
  ['1.', '!'],
  ['0', '1'],
  ['a', '1'],
  ['a1', '-'],
  ['-1', ' '],
  ['1-', 'z'],
  ['_p1', '_'],
  ['~', '^'],
  [' ', '1'],
  ['1a.', '+'],
  ['-', '1'],
];

/** Maven's and pacman's own specifications are not transitive: 1.sp < 1-alpha < 1 < 1.sp; 1 equals 1-1 and 1-2. */
const transitive = schemes.filter((scheme) => scheme !== 'maven' && scheme !== 'pacman');

test.for(transitive)('%s compares transitively', (scheme) => {
  const compare = comparatorOf(scheme);

  fc.assert(
    fc.property(versionLike, versionLike, versionLike, (a, b, c) => {
      const [low = '', middle = '', high = ''] = [a, b, c].sort(compare);
      expect(compare(low, middle)).toBeLessThanOrEqual(0);
      expect(compare(middle, high)).toBeLessThanOrEqual(0);
      expect(compare(low, high)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 1500 },
  );
});

describe.for(schemes)('%s compares any text', (scheme) => {
  const compare = comparatorOf(scheme);

  test('the same both ways round, and each text with itself as equal', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(Math.sign(compare(a, b))).toBe(0 - Math.sign(compare(b, a)));
        expect(compare(a, a)).toBe(0);
        expect(typeof isVersion(scheme, a)).toBe('boolean');
      }),
      { numRuns: 400 },
    );
  });

  test.for(longTexts)('in linear time: 100 kB of %j', ([unit, tail]) => {
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    expect(() => {
      compare(text, `${text}${tail}`);
      isVersion(scheme, `${text}${tail}`);
    }).not.toThrow();
  });
});

test('maven compares transitively where qualifiers follow hyphens', () => {
  const compare = comparatorOf('maven');
  const number = fc.nat(12).map(String);
  const qualifier = fc.constantFrom('alpha', 'beta', 'm', 'rc', 'SNAPSHOT', 'final', 'sp', 'jre');
  const version = fc
    .tuple(
      fc.array(number, { minLength: 1, maxLength: 4 }),
      fc.option(qualifier),
      fc.option(number),
    )
    .map(
      ([numbers, word, last]) =>
        `${numbers.join('.')}${word ? `-${word}` : ''}${word && last ? `-${last}` : ''}`,
    );

  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      const [low = '', , high = ''] = [a, b, c].sort(compare);
      expect(compare(low, high)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 1500 },
  );
});

function rank(chain: string): readonly (readonly [string, number])[] {
  const ranked: (readonly [string, number])[] = [];
  let current = 0;
  const words = chain.split(' ');
  for (const [index, word] of words.entries()) {
    if (word === '=') continue;
    if (words[index - 1] !== '=') current += 1;
    ranked.push([word, current]);
  }
  return ranked;
}
