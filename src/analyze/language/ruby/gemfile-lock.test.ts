import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { gemfileLockAnalyzer } from './gemfile-lock.ts';

const sample = readFileSync(new URL('testdata/Gemfile.lock', import.meta.url), 'utf8');

test('reads the gems of all sections with their lines', () => {
  const gems = componentsOf(observe(gemfileLockAnalyzer, '/app/Gemfile.lock', sample));

  expect(gems.map(({ purl, locations }) => `${purl}:${locations[0].line}`)).toEqual([
    'pkg:gem/anchor@0.3.0:5',
    'pkg:gem/hull@0.1.0:11',
    'pkg:gem/harpoon@2.4.1:16',
    'pkg:gem/harpoon@2.4.1?platform=x86_64-linux:18',
    'pkg:gem/rope@1.3.0.pre1:20',
    'pkg:gem/whale-oil@4.0:21',
  ]);
  expect(new Set(gems.map(({ presence }) => presence))).toEqual(new Set(['declared']));
});

test('links what each gem asks for', () => {
  expect(edgesOf(observe(gemfileLockAnalyzer, '/app/Gemfile.lock', sample))).toEqual([
    'pkg:gem/anchor@0.3.0 -> pkg:gem/rope@1.3.0.pre1',
    'pkg:gem/harpoon@2.4.1 -> pkg:gem/rope@1.3.0.pre1',
    'pkg:gem/harpoon@2.4.1?platform=x86_64-linux -> pkg:gem/rope@1.3.0.pre1',
    'pkg:gem/whale-oil@4.0 -> pkg:gem/harpoon@2.4.1',
  ]);
});

test('takes the checksums', () => {
  const gems = componentsOf(observe(gemfileLockAnalyzer, '/app/Gemfile.lock', sample));

  const harpoon = gems.find(({ purl }) => purl === 'pkg:gem/harpoon@2.4.1');
  expect(harpoon?.hashes).toEqual([
    { algorithm: 'sha256', value: '00112233445566778899aabbccddeeff'.repeat(2) },
  ]);
});

test('survives hostile lock files', () => {
  expect(() => assertSurvives(gemfileLockAnalyzer, '/app/Gemfile.lock', sample)).not.toThrow();
});
