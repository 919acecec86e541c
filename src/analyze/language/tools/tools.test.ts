import { expect, test } from 'vitest';
import type { Analyzer } from '#contract/analyzer.ts';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { scriptLibraryAnalyzer } from './script-library.ts';
import {
  globalJsonAnalyzer,
  miseAnalyzer,
  sdkmanAnalyzer,
  toolVersionsAnalyzer,
  versionFileAnalyzer,
} from './version-files.ts';

function purls(analyzer: Analyzer, path: string, text: string): readonly string[] {
  return componentsOf(observe(analyzer, path, text)).map(({ purl }) => purl);
}

test.for([
  ['.nvmrc', 'v20.10.0\n', ['pkg:generic/nodejs@20.10.0']],
  ['.nvmrc', 'lts/iron\n', []],
  ['.node-version', '18', ['pkg:generic/nodejs@18']],
  [
    '.python-version',
    '# x\n3.11.4\n3.10.1\n',
    ['pkg:generic/python@3.11.4', 'pkg:generic/python@3.10.1'],
  ],
  ['.ruby-version', 'ruby-3.2.2\n', ['pkg:generic/ruby@3.2.2']],
  ['.ruby-version', 'jruby-9.4.5.0\n', ['pkg:generic/jruby@9.4.5.0']],
  ['.java-version', 'openjdk64-17.0.1\n', ['pkg:generic/openjdk@17.0.1']],
  ['.go-version', 'go1.22.1\n', ['pkg:generic/go@1.22.1']],
] as const)('%s: %j', ([name, text, expected]) => {
  expect(purls(versionFileAnalyzer, `/app/${name}`, text)).toEqual(expected);
});

const asdf =
  'nodejs 20.10.0 18.19.0\n# x\njava temurin-17.0.9+9\ngolang 1.21.5 # go\nruby system\n';
const mise =
  '[tools]\nnode = "20.1.0"\npython = ["3.12.1", "3.11"]\n"core:go" = {version = "1.22"}\n"npm:x" = "1"\n';
const sdkman = 'java=17.0.9-tem\nmaven=3.9.6\n';
const globalJson = '{ // sdk\n "sdk": {"version": "8.0.100"} }';

test('files of several tools', () => {
  expect(purls(toolVersionsAnalyzer, '/a/.tool-versions', asdf)).toEqual([
    'pkg:generic/nodejs@20.10.0',
    'pkg:generic/nodejs@18.19.0',
    'pkg:generic/openjdk@17.0.9%2B9',
    'pkg:generic/go@1.21.5',
  ]);
  expect(purls(miseAnalyzer, '/a/mise.toml', mise)).toEqual([
    'pkg:generic/nodejs@20.1.0',
    'pkg:generic/python@3.12.1',
    'pkg:generic/python@3.11',
    'pkg:generic/go@1.22',
  ]);
  expect(purls(sdkmanAnalyzer, '/a/.sdkmanrc', sdkman)).toEqual([
    'pkg:generic/openjdk@17.0.9',
    'pkg:generic/maven@3.9.6',
  ]);
  expect(purls(globalJsonAnalyzer, '/a/global.json', globalJson)).toEqual([
    'pkg:generic/dotnet@8.0.100',
  ]);
});

test.for([
  ['jquery.min.js', '/*! jQuery v3.4.1 | (c) x */\n!function(){}', 'pkg:npm/jquery@3.4.1'],
  ['jquery.js', '/*!\n * jQuery JavaScript Library v1.12.4\n * x\n */', 'pkg:npm/jquery@1.12.4'],
  ['jquery-ui.min.js', '/*! jQuery UI - v1.13.2 - 2022-07-14\n*/', 'pkg:npm/jquery-ui@1.13.2'],
  ['bootstrap.min.js', '/*!\n  * Bootstrap v4.6.0 (https://x/)\n */', 'pkg:npm/bootstrap@4.6.0'],
  ['angular.min.js', '/*\n AngularJS v1.8.2\n (c) x\n*/', 'pkg:npm/angular@1.8.2'],
  ['vue.min.js', '/*!\n * Vue.js v2.6.14\n */', 'pkg:npm/vue@2.6.14'],
  ['vue.global.js', '/**\n* vue v3.4.5\n**/', 'pkg:npm/vue@3.4.5'],
  [
    'lodash.min.js',
    '/**\n * @license\n * Lodash <https://x> x\n */;(function(){n.VERSION="4.17.20"})()',
    'pkg:npm/lodash@4.17.20',
  ],
  ['underscore.min.js', '//     Underscore.js 1.13.1\n//  x', 'pkg:npm/underscore@1.13.1'],
  ['moment.js', '//! moment.js\n//! version : 2.29.1\n', 'pkg:npm/moment@2.29.1'],
  ['handlebars.min.js', '/**!\n\n @license\n handlebars v4.7.6\n', 'pkg:npm/handlebars@4.7.6'],
  ['d3.min.js', '// https://d3js.org v7.8.5 Copyright x\n', 'pkg:npm/d3@7.8.5'],
  [
    'react.production.min.js',
    '/** @license React v16.13.1\n * react.production.min.js */',
    'pkg:npm/react@16.13.1',
  ],
  ['jquery-2.2.4.min.js', '!function(){}', 'pkg:npm/jquery@2.2.4'],
  ['axios.min.js', '/* axios v0.21.1 | (c) 2020 x */', 'pkg:npm/axios@0.21.1'],
  ['app.min.js', 'var a="jQuery v3.4.1"', undefined],
  ['plugin.min.js', '/*! my plug-in for jQuery, v1.2.3 */', undefined],
] as const)('%s: %j', ([name, text, purl]) => {
  const found = componentsOf(observe(scriptLibraryAnalyzer, `/srv/www/js/${name}`, text));

  expect(found[0]?.purl).toBe(purl);
  expect(observe(scriptLibraryAnalyzer, `/app/node_modules/x/${name}`, text)).toEqual([]);
});

test('a library is embedded, and only likely', () => {
  expect(
    componentsOf(observe(scriptLibraryAnalyzer, '/a/jquery.min.js', '/*! jQuery v3.4.1 */')),
  ).toMatchObject([{ presence: 'embedded', technique: 'manifest-analysis', confidence: 0.7 }]);
});

test.for([
  [versionFileAnalyzer, '/.python-version', '3.11\n3.12\n'],
  [toolVersionsAnalyzer, '/.tool-versions', asdf],
  [miseAnalyzer, '/mise.toml', mise],
  [sdkmanAnalyzer, '/.sdkmanrc', sdkman],
  [globalJsonAnalyzer, '/global.json', globalJson],
  [scriptLibraryAnalyzer, '/jquery.min.js', '/*! jQuery v3.4.1 */ x()'],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
