import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Analyzer } from '#contract/analyzer.ts';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { pdmLockAnalyzer } from './pdm-lock.ts';
import { pipfileLockAnalyzer } from './pipfile-lock.ts';
import { poetryLockAnalyzer } from './poetry-lock.ts';
import { pylockAnalyzer } from './pylock.ts';
import { requirementsTxtAnalyzer } from './requirements-txt.ts';
import { uvLockAnalyzer } from './uv-lock.ts';

const cases: readonly (readonly [string, Analyzer])[] = [
  ['requirements.txt', requirementsTxtAnalyzer],
  ['Pipfile.lock', pipfileLockAnalyzer],
  ['poetry.lock', poetryLockAnalyzer],
  ['uv.lock', uvLockAnalyzer],
  ['pdm.lock', pdmLockAnalyzer],
  ['pylock.toml', pylockAnalyzer],
];

const components: Readonly<Record<string, readonly string[]>> = {
  'requirements.txt': [
    'harbor-pilot@4.2.0rc1 2 hashes',
    'tide-tables@1.9',
    'anchor',
    'chain',
    'rope',
    'buoy@2024.1',
    'hull',
  ],
  'Pipfile.lock': ['harbor-pilot@4.2.0 1 hashes', 'from-git', 'tide-tables@1.9 dev'],
  'poetry.lock': [
    'harbor-pilot@4.2.0 1 hashes',
    'tide-tables@1.9',
    'rope@3.0 optional',
    'checker@7.0 dev 1 hashes',
  ],
  'uv.lock': [
    'harbor-pilot@4.2.0 2 hashes',
    'tide-tables@1.9',
    'tide-tables@2.0',
    'rope@3.0',
    'checker@7.0 dev',
  ],
  'pdm.lock': ['harbor-pilot@4.2.0 1 hashes', 'tide-tables@1.9', 'checker@7.0 dev'],
  'pylock.toml': ['harbor-pilot@4.2.0 2 hashes', 'tide-tables@1.9', 'from-directory'],
};

const edges: Readonly<Record<string, readonly string[]>> = {
  'requirements.txt': [],
  'Pipfile.lock': [],
  'poetry.lock': [
    'harbor-pilot@4.2.0 -> tide-tables@1.9',
    'harbor-pilot@4.2.0 -> rope@3.0 (optional)',
  ],
  'uv.lock': [
    'harbor-pilot@4.2.0 -> tide-tables@1.9',
    'harbor-pilot@4.2.0 -> tide-tables@2.0',
    'harbor-pilot@4.2.0 -> rope@3.0 (optional)',
    'checker@7.0 -> rope@3.0',
  ],
  'pdm.lock': ['harbor-pilot@4.2.0 -> tide-tables@1.9', 'checker@7.0 -> tide-tables@1.9'],
  'pylock.toml': ['harbor-pilot@4.2.0 -> tide-tables@1.9'],
};

function sample(name: string): string {
  return readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');
}

test.for(cases)('reads the distributions of %s', ([name, analyzer]) => {
  const seen = componentsOf(observe(analyzer, `/app/${name}`, sample(name)));

  const summary = seen.map(({ purl, scopes = [], hashes = [] }) =>
    [
      purl.slice('pkg:pypi/'.length),
      ...scopes,
      ...(hashes.length > 0 ? [`${hashes.length} hashes`] : []),
    ].join(' '),
  );
  expect(summary).toEqual(components[name]);
  expect(seen.every(({ presence }) => presence === 'declared')).toBe(true);
});

test.for(cases)('links the distributions of %s', ([name, analyzer]) => {
  const seen = edgesOf(observe(analyzer, `/app/${name}`, sample(name)));

  expect(seen.map((edge) => edge.replaceAll('pkg:pypi/', ''))).toEqual(edges[name]);
});

test('requirements know their line', () => {
  const seen = componentsOf(
    observe(requirementsTxtAnalyzer, '/app/requirements.txt', sample('requirements.txt')),
  );

  expect(seen.map(({ locations }) => locations[0].line)).toEqual([5, 9, 10, 11, 12, 13, 14]);
});

test('requirements in UTF-16 are read', () => {
  const content = Buffer.from('\ufeffrope==3.0\r\nhull==1.0\r\n', 'utf16le');

  const seen = componentsOf(observe(requirementsTxtAnalyzer, '/requirements.txt', content));

  expect(seen.map(({ name, version }) => `${name} ${version}`)).toEqual(['rope 3.0', 'hull 1.0']);
});

test('prototype keys in TOML are names like any other', () => {
  const text = '[[package]]\nname = "a"\nversion = "1"\n[package.dependencies]\n__proto__ = "*"\n';

  expect(componentsOf(observe(poetryLockAnalyzer, '/poetry.lock', text))).toHaveLength(1);
});

test('TOML that is nested too deeply is refused', () => {
  const text = `a = ${'['.repeat(100_000)}`;

  expect(() => observe(poetryLockAnalyzer, '/poetry.lock', text)).toThrow(/not valid TOML/);
});

test.for(cases)('survives hostile %s', ([name, analyzer]) => {
  expect(() => assertSurvives(analyzer, `/app/${name}`, sample(name))).not.toThrow();
});
