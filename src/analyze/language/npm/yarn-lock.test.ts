import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { yarnLockAnalyzer } from './yarn-lock.ts';

const path = '/app/yarn.lock';

function sample(name: string): string {
  return readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');
}

test('reads yarn 1', () => {
  const seen = observe(yarnLockAnalyzer, path, sample('yarn.v1.lock'));

  expect(componentsOf(seen).map(({ purl, locations }) => [purl, locations[0].line])).toEqual([
    ['pkg:npm/%40scope/util@1.1.0', 5],
    ['pkg:npm/%40real/name@9.0.1', 10],
    ['pkg:npm/express-like@4.18.2', 14],
    ['pkg:npm/from-git@1.0.0', 23],
    ['pkg:npm/native-like@2.0.1', 27],
  ]);
  expect(edgesOf(seen)).toEqual([
    'pkg:npm/express-like@4.18.2 -> pkg:npm/%40scope/util@1.1.0',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/%40real/name@9.0.1',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/native-like@2.0.1 (optional)',
  ]);
});

test('takes integrity, else the digest behind the address', () => {
  const hashes = componentsOf(observe(yarnLockAnalyzer, path, sample('yarn.v1.lock'))).map(
    (component) => component.hashes?.map(({ algorithm }) => algorithm),
  );

  expect(hashes).toEqual([['sha512'], ['sha1'], undefined, ['sha1'], undefined]);
});

test('reads berry without its workspaces', () => {
  const seen = observe(yarnLockAnalyzer, path, sample('yarn.berry.lock'));

  expect(componentsOf(seen).map(({ purl }) => purl)).toEqual([
    'pkg:npm/%40scope/util@1.1.0',
    'pkg:npm/%40real/name@9.0.1',
    'pkg:npm/express-like@4.18.2',
    'pkg:npm/fsevents@2.3.3',
  ]);
  expect(edgesOf(seen)).toEqual([
    'pkg:npm/express-like@4.18.2 -> pkg:npm/%40scope/util@1.1.0',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/%40real/name@9.0.1',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/fsevents@2.3.3',
  ]);
});

test.for(['yarn.v1.lock', 'yarn.berry.lock'])('survives hostile %s', (name) => {
  expect(() => assertSurvives(yarnLockAnalyzer, path, sample(name))).not.toThrow();
});
