import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
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
  ['brackets', '['.repeat(500_000)],
  ['mappings', 'a: {b: '.repeat(100_000)],
  ['sequences', '- '.repeat(500_000)],
  ['aliases', `a: &a [x]\nb: &b [${'*a,'.repeat(100)}]\nc: [${'*b,'.repeat(100)}]\n`],
  ['a list', '- a\n'],
  ['nothing', ''],
] as const)('%s are refused at once', ([, text]) => {
  expect(() => observe(pnpmLockAnalyzer, path, text)).toThrow(/YAML/);
});

test.for(['v5', 'v6', 'v9'])('survives hostile lock files %s', (version) => {
  expect(() => assertSurvives(pnpmLockAnalyzer, path, sample(version))).not.toThrow();
});
