import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { depsJsonAnalyzer } from './deps-json.ts';

const sample = readFileSync(new URL('testdata/shop.deps.json', import.meta.url), 'utf8');
const path = '/app/Shop.deps.json';

test('reads packages, the runtime and the application, and leaves build tools out', () => {
  const components = componentsOf(observe(depsJsonAnalyzer, path, sample));

  expect(components.map(({ purl, presence }) => [purl, presence])).toEqual([
    ['pkg:nuget/Shop@1.0.0', 'embedded'],
    ['pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.4', 'installed'],
    ['pkg:nuget/Ledger.Core@3.1.2', 'installed'],
    ['pkg:nuget/Ledger.Abstractions@3.0.0', 'installed'],
  ]);
});

test('turns the hash into hexadecimal', () => {
  const components = componentsOf(observe(depsJsonAnalyzer, path, sample));

  const bytes = Array.from({ length: 64 }, (_, index) => index);
  expect(components.find(({ name }) => name === 'Ledger.Core')?.hashes).toEqual([
    { algorithm: 'sha512', value: Buffer.from(bytes).toString('hex') },
  ]);
});

test('links the run-time target', () => {
  expect(edgesOf(observe(depsJsonAnalyzer, path, sample))).toEqual([
    'pkg:nuget/Shop@1.0.0 -> pkg:nuget/Ledger.Core@3.1.2',
    'pkg:nuget/Shop@1.0.0 -> pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.4',
    'pkg:nuget/Ledger.Core@3.1.2 -> pkg:nuget/Ledger.Abstractions@3.0.0',
  ]);
});

test('without a target every package is kept', () => {
  const text =
    '{"libraries":{"A/1.0.0":{"type":"Package"},"B/2":{"type":"package"},"C":{"type":"package"}}}';

  const components = componentsOf(observe(depsJsonAnalyzer, path, text));

  expect(components.map(({ name }) => name)).toEqual(['A', 'B']);
});

test('survives hostile files', () => {
  expect(() => assertSurvives(depsJsonAnalyzer, path, sample)).not.toThrow();
});
