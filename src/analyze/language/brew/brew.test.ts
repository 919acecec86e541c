import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
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
  const path = `${cellar}/jq/1.7.1/INSTALL_RECEIPT.json`;
  const seen = observe(brewReceiptAnalyzer, path, receipt);
  const [onig] = componentsOf(
    observe(brewReceiptAnalyzer, `${cellar}/oniguruma/6.9.9_1/INSTALL_RECEIPT.json`, '{}'),
  );

  expect(componentsOf(seen)).toMatchObject([
    {
      purl: 'pkg:brew/jq@1.7.1',
      presence: 'installed',
      locations: [{ path: `${cellar}/jq/1.7.1` }],
    },
  ]);
  expect(edgesOf(seen)).toEqual([
    'pkg:brew/jq@1.7.1 -> pkg:brew/oniguruma@6.9.9_1',
    'pkg:brew/jq@1.7.1 -> pkg:brew/rope@1.0',
  ]);
  expect(seen).toContainEqual(
    expect.objectContaining({ relation: expect.objectContaining({ to: onig?.id }) as unknown }),
  );
});

test('a broken receipt still says what is installed', () => {
  expect(
    observe(brewReceiptAnalyzer, `${cellar}/rope/1.0/INSTALL_RECEIPT.json`, '{'),
  ).toMatchObject([{ component: { purl: 'pkg:brew/rope@1.0' } }, { reason: 'malformed' }]);
});

const formula = 'class Jq < Formula\n  desc "x"\n  license any_of: ["MIT", "ISC"]\nend\n';

test('a formula is the same component, and tells its licence', () => {
  const [installed] = observe(
    brewReceiptAnalyzer,
    `${cellar}/jq/1.7.1/INSTALL_RECEIPT.json`,
    receipt,
  );
  expect(observe(brewFormulaAnalyzer, `${cellar}/jq/1.7.1/.brew/jq.rb`, formula)).toMatchObject([
    installed,
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
