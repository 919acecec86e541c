import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { cartonAnalyzer } from './carton.ts';
import { parseDistribution } from './distribution.ts';
import { cpanInstalledAnalyzer, cpanMetaAnalyzer } from './installed.ts';

const home = '/usr/local/lib/perl5/site_perl/5.38.0/x86_64-linux/.meta/Rope-Knot-1.05';
const install = JSON.stringify({
  dist: 'Rope-Knot-1.05',
  name: 'Rope::Knot',
  target: 'Rope::Knot',
  version: '1.05',
  pathname: 'S/SA/SAILOR/Rope-Knot-1.05.tar.gz',
  provides: { 'Rope::Knot': { file: 'lib/Rope/Knot.pm', version: '1.05' } },
});
const meta = JSON.stringify({
  name: 'Rope-Knot',
  version: '1.05',
  license: ['perl_5'],
  'meta-spec': { url: 'http://search.cpan.org/perldoc?CPAN::Meta::Spec', version: '2' },
  prereqs: {
    runtime: { requires: { perl: '5.008', 'Mast::Sail': '2.1', Carp: '0' } },
    test: { requires: { 'Test::More': '0.9' } },
  },
});

test('what cpanm installed, with the licence from the metadata beside it', () => {
  expect(
    componentsOf(observe(cpanInstalledAnalyzer, `${home}/install.json`, install)),
  ).toMatchObject([
    {
      purl: 'pkg:cpan/SAILOR/Rope-Knot@1.05',
      name: 'Rope-Knot',
      presence: 'installed',
      provides: ['Rope::Knot'],
    },
  ]);
  expect(observe(cpanMetaAnalyzer, `${home}/MYMETA.json`, meta)).toMatchObject([
    {
      type: 'license',
      package: 'Rope-Knot',
      licenses: [{ expression: 'Artistic-1.0-Perl OR GPL-1.0-or-later' }],
    },
    {
      type: 'supplement',
      of: `${home}/install.json`,
      facts: { requires: [{ name: 'Mast::Sail' }, { name: 'Carp' }, { name: 'Test::More' }] },
    },
  ]);
});

test('a source tree is declared with what it requires', () => {
  expect(componentsOf(observe(cpanMetaAnalyzer, '/src/META.json', meta))).toMatchObject([
    {
      purl: 'pkg:cpan/Rope-Knot@1.05',
      presence: 'declared',
      requires: [
        { name: 'Mast::Sail', range: '2.1' },
        { name: 'Carp' },
        { name: 'Test::More', range: '0.9', scope: 'dev' },
      ],
    },
  ]);
});

test('files of the same names that others write are passed over', () => {
  expect(observe(cpanInstalledAnalyzer, '/app/install.json', '{')).toEqual([]);
  expect(
    observe(cpanMetaAnalyzer, '/a/META.json', '{"meta-spec":{"url":"https://pgxn.org/meta/"}}'),
  ).toEqual([]);
});

test.for([
  ['Moose-2.2206', { name: 'Moose', version: '2.2206' }],
  ['perl-ldap-0.68', { name: 'perl-ldap', version: '0.68' }],
  ['Net-SSLeay-1.94-TRIAL', { name: 'Net-SSLeay', version: '1.94-TRIAL' }],
  ['version-v0.99.1', { name: 'version', version: 'v0.99.1' }],
  ['nothing', undefined],
] as const)('%s', ([text, expected]) => {
  expect(parseDistribution(text)).toEqual(expected);
});

const snapshot = `# carton snapshot format: version 1.0
DISTRIBUTIONS
  Mast-2.5
    pathname: S/SA/SAILOR/Mast-2.5.tar.gz
    provides:
      Mast 2.5
      Mast::Sail 2.1
    requirements:
      ExtUtils::MakeMaker 0
      perl 5.006
  Rope-Knot-1.05
    pathname: C/CA/CAPTAIN/Rope-Knot-1.05.tar.gz
    provides:
      Rope::Knot 1.05
    requirements:
      Mast::Sail 2
`;

test('cpanfile.snapshot with edges through modules', () => {
  const seen = observe(cartonAnalyzer, '/app/cpanfile.snapshot', snapshot);

  expect(componentsOf(seen)).toMatchObject([
    { purl: 'pkg:cpan/SAILOR/Mast@2.5', locations: [{ line: 3 }] },
    { purl: 'pkg:cpan/CAPTAIN/Rope-Knot@1.05', locations: [{ line: 11 }] },
  ]);
  expect(edgesOf(seen)).toEqual(['pkg:cpan/CAPTAIN/Rope-Knot@1.05 -> pkg:cpan/SAILOR/Mast@2.5']);
});

test.for([
  [cpanInstalledAnalyzer, `${home}/install.json`, install],
  [cpanMetaAnalyzer, '/src/META.json', meta],
  [cartonAnalyzer, '/app/cpanfile.snapshot', snapshot],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
