import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { nameLinker } from '../tools/name-linker.ts';
import { brewCaskAnalyzer, brewFormulaAnalyzer, brewReceiptAnalyzer } from './brew.ts';

const cellar = '/home/linuxbrew/.linuxbrew/Cellar';
const receipt = JSON.stringify({
  homebrew_version: '4.2.0',
  installed_on_request: true,
  runtime_dependencies: [
    { full_name: 'oniguruma', version: '6.9.9', revision: 1, pkg_version: '6.9.9_1' },
    { full_name: 'user/tap/rope', version: '1.0' },
  ],
  source: { tap: 'homebrew/core', spec: 'stable', versions: { stable: '1.7.1' } },
});

test('formulae with their dependencies', () => {
  const components = [
    ...componentsOf(
      observe(brewReceiptAnalyzer, `${cellar}/jq/1.7.1/INSTALL_RECEIPT.json`, receipt),
    ),
    ...componentsOf(
      observe(brewReceiptAnalyzer, `${cellar}/oniguruma/6.9.9_1/INSTALL_RECEIPT.json`, '{}'),
    ),
  ];

  expect(components).toMatchObject([
    {
      purl: 'pkg:brew/jq@1.7.1',
      direct: true,
      requires: [{ name: 'oniguruma', range: '>= 6.9.9_1' }, { name: 'rope' }],
    },
    { purl: 'pkg:brew/oniguruma@6.9.9_1', version: '6.9.9_1' },
  ]);
  const linker = nameLinker({ id: 'x', title: 'x', ecosystem: 'brew', levelsUp: 2 });
  expect([...linker.link(components)]).toHaveLength(1);
});

test('another tap is the namespace, a broken receipt still says what is installed', () => {
  const path = `${cellar}/rope/1.0/INSTALL_RECEIPT.json`;

  expect(
    componentsOf(observe(brewReceiptAnalyzer, path, '{"source":{"tap":"User/Tap"}}')),
  ).toMatchObject([{ purl: 'pkg:brew/user/tap/rope@1.0' }]);
  expect(observe(brewReceiptAnalyzer, path, '{')).toMatchObject([
    { component: { purl: 'pkg:brew/rope@1.0' } },
    { reason: 'malformed' },
  ]);
});

const formula = 'class Jq < Formula\n  desc "x"\n  license any_of: ["MIT", "ISC"]\nend\n';

test('the licence of a formula', () => {
  expect(observe(brewFormulaAnalyzer, `${cellar}/jq/1.7.1/.brew/jq.rb`, formula)).toMatchObject([
    { type: 'license', package: 'jq', licenses: [{ expression: 'MIT OR ISC' }] },
  ]);
});

const cask = '/opt/homebrew/Caskroom/rope/.metadata/2.0/20260101000000.000/Casks/rope.json';

test('a cask, but no cask of a tap', () => {
  expect(componentsOf(observe(brewCaskAnalyzer, cask, '{}'))).toMatchObject([
    { purl: 'pkg:brew/rope@2.0' },
  ]);
  expect(observe(brewCaskAnalyzer, '/x/Taps/a/Casks/rope.rb', 'cask')).toEqual([]);
});

test.for([
  [brewReceiptAnalyzer, `${cellar}/jq/1.7.1/INSTALL_RECEIPT.json`, receipt],
  [brewFormulaAnalyzer, `${cellar}/jq/1.7.1/.brew/jq.rb`, formula],
  [brewCaskAnalyzer, cask, '{}'],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
