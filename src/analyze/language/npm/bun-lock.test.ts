import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { bunLockAnalyzer } from './bun-lock.ts';
import { plainJson } from './jsonc.ts';

const path = '/app/bun.lock';
const sample = readFileSync(new URL('testdata/bun.lock', import.meta.url), 'utf8');

test('reads the packages without workspaces', () => {
  const components = componentsOf(observe(bunLockAnalyzer, path, sample));

  expect(components.map(({ purl, hashes }) => [purl, hashes?.length ?? 0])).toEqual([
    ['pkg:npm/%40scope/util@1.1.0', 1],
    ['pkg:npm/real-name@9.0.0', 0],
    ['pkg:npm/express-like@4.18.2', 0],
    ['pkg:npm/ms-like@1.0.0', 0],
    ['pkg:npm/ms-like@2.0.0', 0],
    ['pkg:npm/util@0.1.0', 0],
  ]);
});

test('the nearest place answers, and a scope is no place', () => {
  expect(edgesOf(observe(bunLockAnalyzer, path, sample))).toEqual([
    'pkg:npm/%40scope/util@1.1.0 -> pkg:npm/ms-like@1.0.0',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/%40scope/util@1.1.0',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/ms-like@2.0.0',
    'pkg:npm/express-like@4.18.2 -> pkg:npm/real-name@9.0.0 (optional)',
    'pkg:npm/ms-like@2.0.0 -> pkg:npm/util@0.1.0 (peer)',
  ]);
});

test('plain JSON keeps its meaning', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(plainJson(text))).toEqual(JSON.parse(text));
    }),
  );
  expect(plainJson('[1,,2,]')).toBe('[1,,2]');
});

test('survives hostile lock files', () => {
  expect(() => assertSurvives(bunLockAnalyzer, path, sample)).not.toThrow();
});
