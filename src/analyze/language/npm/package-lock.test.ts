import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { packageLockAnalyzer } from './package-lock.ts';

const path = '/app/package-lock.json';

function sample(name: string): string {
  return readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');
}

function summary(text: string): string[] {
  return componentsOf(observe(packageLockAnalyzer, path, text)).map(({ purl, scopes = [] }) =>
    [purl.slice('pkg:npm/'.length), ...scopes].join(' '),
  );
}

test('reads the flat list of versions 2 and 3', () => {
  expect(summary(sample('package-lock.v3.json'))).toEqual([
    'express-like@4.18.2',
    'debug-like@2.6.9',
    'debug-like@4.3.4 dev',
    'ms-like@2.0.0',
    'native-like@2.0.1 optional',
    '%40scope/util@1.1.0',
    'real-name@9.0.0 dev optional',
    '%40shop/web@0.1.0',
    'tool@1.0.0 dev',
  ]);
});

test('resolves edges as Node would, through links of workspaces', () => {
  expect(edgesOf(observe(packageLockAnalyzer, path, sample('package-lock.v3.json')))).toEqual([
    'pkg:npm/express-like@4.18.2 -> pkg:npm/debug-like@2.6.9',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/%40scope/util@1.1.0',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/native-like@2.0.1 (optional)',
    'pkg:npm/debug-like@2.6.9 -> pkg:npm/ms-like@2.0.0',
    'pkg:npm/debug-like@4.3.4 -> pkg:npm/ms-like@2.0.0',
    'pkg:npm/%40scope/util@1.1.0 -> pkg:npm/ms-like@2.0.0 (peer)',
    'pkg:npm/%40shop/web@0.1.0 -> pkg:npm/debug-like@4.3.4',
    'pkg:npm/tool@1.0.0 -> pkg:npm/%40shop/web@0.1.0',
  ]);
});

test('takes integrity and licence', () => {
  const [first] = componentsOf(observe(packageLockAnalyzer, path, sample('package-lock.v3.json')));

  const bytes = Array.from({ length: 64 }, (_, index) => index);
  expect(first).toMatchObject({
    presence: 'declared',
    licenses: [{ expression: 'MIT' }],
    hashes: [{ algorithm: 'sha512', value: Buffer.from(bytes).toString('hex') }],
  });
});

test('reads the tree of version 1', () => {
  const text = sample('package-lock.v1.json');

  expect(summary(text).sort()).toEqual([
    '%40real/name@9.0.0 optional',
    'debug-like@2.6.9',
    'debug-like@4.3.4 dev',
    'express-like@4.18.2',
    'from-git',
    'ms-like@2.0.0',
  ]);
  expect(edgesOf(observe(packageLockAnalyzer, path, text)).sort()).toEqual([
    'pkg:npm/debug-like@2.6.9 -> pkg:npm/ms-like@2.0.0',
    'pkg:npm/debug-like@4.3.4 -> pkg:npm/ms-like@2.0.0',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/debug-like@2.6.9',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/ms-like@2.0.0',
  ]);
});

test('a tree that is nested too deeply is refused', () => {
  const levels = 200;
  const text = `{"dependencies":${'{"a":{"version":"1.0.0","dependencies":'.repeat(levels)}{}${'}}'.repeat(levels)}}`;

  expect(() => observe(packageLockAnalyzer, path, text)).toThrow(/nested too deeply/);
});

test('lock files that packages brought along are left alone', () => {
  const text = sample('package-lock.v3.json');

  expect(observe(packageLockAnalyzer, '/app/node_modules/a/package-lock.json', text)).toEqual([]);
});

test.for(['package-lock.v1.json', 'package-lock.v3.json'])('survives hostile %s', (name) => {
  expect(() => assertSurvives(packageLockAnalyzer, path, sample(name))).not.toThrow();
});
