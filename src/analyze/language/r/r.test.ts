import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { nameLinker } from '../tools/name-linker.ts';
import { rDescriptionAnalyzer } from './description.ts';
import { packratLockAnalyzer, renvLockAnalyzer } from './lock-files.ts';

const description = `Package: harbour
Type: Package
Version: 2.1-4
Title: Ships and Quays
Depends: R (>= 3.5.0), methods
Imports: quay (>= 1.0.2), rope,
    anchor
License: GPL-2 | MIT + file LICENSE
Repository: CRAN
NeedsCompilation: no
Built: R 4.3.1; ; 2026-01-02 03:04:05 UTC; unix
`;

test('an installed package with what it requires', () => {
  const path = '/usr/lib/R/site-library/harbour/DESCRIPTION';

  expect(componentsOf(observe(rDescriptionAnalyzer, path, description))).toMatchObject([
    {
      purl: 'pkg:cran/harbour@2.1-4',
      presence: 'installed',
      licenses: [{ expression: '(GPL-2.0-only OR MIT)' }],
      requires: [
        { name: 'methods' },
        { name: 'quay', range: '>= 1.0.2' },
        { name: 'rope' },
        { name: 'anchor' },
      ],
    },
  ]);
});

test.for([
  ['Package: a\nVersion: 1\n', { presence: 'declared' }],
  ['Package: stats\nVersion: 4.3.1\nPriority: base\nBuilt: R 4.3.1\n', { scopes: ['bundled'] }],
  [
    'Package: IRanges\nVersion: 2.36.0\nbiocViews: X\ngit_url: https://git.bioconductor.org/packages/IRanges\nBuilt: R 4\n',
    {
      purl: 'pkg:cran/IRanges@2.36.0?repository_url=https:%2F%2Fbioconductor.org%2Fpackages%2Frelease%2Fbioc',
    },
  ],
] as const)('%s', ([text, expected]) => {
  expect(componentsOf(observe(rDescriptionAnalyzer, '/x/DESCRIPTION', text))).toMatchObject([
    expected,
  ]);
});

test('a file of Octave is none of R, an installed package without version is a gap', () => {
  expect(observe(rDescriptionAnalyzer, '/x/DESCRIPTION', 'Name: a\nVersion: 1\n')).toEqual([]);
  expect(observe(rDescriptionAnalyzer, '/x/DESCRIPTION', 'Package: a\nBuilt: R 4\n')).toMatchObject(
    [{ type: 'gap', reason: 'malformed' }],
  );
});

test('installed packages are linked across libraries', () => {
  const quay = 'Package: quay\nVersion: 1.3\nBuilt: R 4\n';
  const components = [
    ...componentsOf(observe(rDescriptionAnalyzer, '/a/site/harbour/DESCRIPTION', description)),
    ...componentsOf(observe(rDescriptionAnalyzer, '/usr/lib/R/library/quay/DESCRIPTION', quay)),
  ];
  const linker = nameLinker({ id: 'x', title: 'x', ecosystem: 'cran', levelsUp: 1 });

  expect([...linker.link(components)].map(({ to }) => to)).toEqual([
    'pkg:cran/quay@1.3#/usr/lib/R/library/quay/DESCRIPTION',
  ]);
});

const renv = JSON.stringify({
  R: { Version: '4.3.2' },
  Packages: {
    harbour: {
      Package: 'harbour',
      Version: '2.1-4',
      Source: 'Repository',
      Repository: 'CRAN',
      Requirements: ['R', 'rope'],
      Hash: '0123456789abcdef0123456789abcdef',
    },
    rope: { Package: 'rope', Version: '0.9', Source: 'Repository', Imports: ['knot (>= 1)'] },
    knot: { Package: 'knot', Version: '1.0', Source: 'Bioconductor' },
    broken: { Package: 'broken' },
  },
});

test('renv.lock', () => {
  const seen = observe(renvLockAnalyzer, '/app/renv.lock', renv);

  expect(componentsOf(seen)).toMatchObject([
    { name: 'harbour', hashes: [{ algorithm: 'md5' }], presence: 'declared' },
    { name: 'rope', version: '0.9' },
    { name: 'knot', version: '1.0' },
  ]);
  expect(edgesOf(seen)).toHaveLength(2);
  expect(seen.at(-1)).toMatchObject({ type: 'gap', reason: 'malformed' });
});

const packrat = `PackratFormat: 1.4
PackratVersion: 0.7.0
RVersion: 4.2.1
Repos: CRAN=https://cran.example

Package: harbour
Source: CRAN
Version: 2.1-4
Hash: 0123456789abcdef0123456789abcdef
Requires: rope

Package: rope
Source: CRAN
Version: 0.9
`;

test('packrat.lock', () => {
  const seen = observe(packratLockAnalyzer, '/app/packrat/packrat.lock', packrat);

  expect(componentsOf(seen).map(({ purl }) => purl)).toEqual([
    'pkg:cran/harbour@2.1-4',
    'pkg:cran/rope@0.9',
  ]);
  expect(edgesOf(seen)).toEqual(['pkg:cran/harbour@2.1-4 -> pkg:cran/rope@0.9']);
});

test.for([
  [rDescriptionAnalyzer, '/a/DESCRIPTION', description],
  [renvLockAnalyzer, '/a/renv.lock', renv],
  [packratLockAnalyzer, '/a/packrat.lock', packrat],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
