import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe, survives } from '../test-file.ts';
import { pnpmLockAnalyzer } from './pnpm-lock.ts';

const path = '/app/pnpm-lock.yaml';

function sample(version: string): string {
  return readFileSync(new URL(`testdata/pnpm-lock.${version}.yaml`, import.meta.url), 'utf8');
}

function summary(text: string): string[] {
  return componentsOf(observe(pnpmLockAnalyzer, path, text)).map(({ purl, scopes = [] }) =>
    [purl.slice('pkg:npm/'.length), ...scopes].join(' '),
  );
}

test.for(['v5', 'v6'])('reads packages of lock file %s', (version) => {
  expect(summary(sample(version))).toEqual([
    '%40scope/util@1.1.0',
    'express-like@4.18.2',
    'native-like@2.0.1 optional',
    'react-like@18.2.0',
    'real-name@9.0.0 dev',
    'other@1.0.0 dev',
    'from-git@3.0.0',
  ]);
});

test('works out in lock file v9 what is for development', () => {
  expect(summary(sample('v9'))).toEqual([
    '%40scope/util@1.1.0',
    'express-like@4.18.2',
    'native-like@2.0.1 optional',
    'react-like@18.2.0',
    'real-name@9.0.0 dev',
    'other@1.0.0 dev',
  ]);
});

test.for([
  ['v5', 'express-like@4.18.2'],
  ['v6', 'express-like@4.18.2'],
  ['v9', 'other@1.0.0'],
] as const)('links the packages of lock file %s', ([version, aliasUser]) => {
  const edges = edgesOf(observe(pnpmLockAnalyzer, path, sample(version)));

  expect(edges.sort()).toEqual(
    [
      'pkg:npm/express-like@4.18.2 -> pkg:npm/%40scope/util@1.1.0',
      'pkg:npm/express-like@4.18.2 -> pkg:npm/native-like@2.0.1 (optional)',
      'pkg:npm/express-like@4.18.2 -> pkg:npm/react-like@18.2.0',
      `pkg:npm/${aliasUser} -> pkg:npm/real-name@9.0.0`,
    ].sort(),
  );
});

test.for([
  ['a list in brackets', '['.repeat(500_000)],
  ['an alias', 'a: &a\n  b: 1\nc: *a\n'],
  ['deep mappings', Array.from({ length: 200 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
  ['a tag', 'a: !!js/function x\n'],
] as const)('%s is refused', ([, text]) => {
  expect(() => observe(pnpmLockAnalyzer, path, text)).toThrow(/YAML/);
});

test.for([
  ['quotes', '"'.repeat(2_000_000)],
  ['flow', `a: ${'{b: '.repeat(500_000)}`],
  ['dashes', '- '.repeat(1_000_000)],
  ['comments', '#\n'.repeat(1_000_000)],
] as const)('2 MB of %s cost little', ([, text]) => {
  expect(() => {
    survives(pnpmLockAnalyzer, path, text);
  }).not.toThrow();
});

test('keys too long for one line, comments and block scalars are understood', () => {
  const key = `a@1.0.0(${'x'.repeat(1100)})`;
  const text = [
    "lockfileVersion: '6.0' # written by pnpm",
    'packages:',
    `  ? /${key}`,
    '  : resolution: {integrity: sha1-AAECAwQFBgcICQoLDA0ODxAREhM=}',
    '    deprecated: >-',
    '      use this: instead',
    '    cpu: [x64, arm64]',
    '    dev: true',
    '  __proto__:',
    '    dev: true',
    '  /b@2.0.0:',
    '    requiresBuild: true',
  ].join('\n');

  const seen = componentsOf(observe(pnpmLockAnalyzer, path, text));

  expect(seen.map(({ purl, scopes, hashes }) => [purl, scopes, hashes?.length])).toEqual([
    ['pkg:npm/a@1.0.0', ['dev'], 1],
    ['pkg:npm/b@2.0.0', undefined, undefined],
  ]);
});

test.for(['v5', 'v6', 'v9'])('survives hostile lock files %s', (version) => {
  expect(() => assertSurvives(pnpmLockAnalyzer, path, sample(version))).not.toThrow();
});
