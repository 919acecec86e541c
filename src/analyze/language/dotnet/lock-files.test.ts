import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, observe } from '../test-file.ts';
import { packagesConfigAnalyzer } from './packages-config.ts';
import { packagesLockAnalyzer } from './packages-lock.ts';

const lock = sample('packages.lock.json');
const config = sample('packages.config');

function sample(name: string): string {
  return readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8');
}

test('reads packages.lock.json over all targets', () => {
  const seen = observe(packagesLockAnalyzer, '/app/packages.lock.json', lock);

  expect(componentsOf(seen).map(({ purl, hashes = [] }) => `${purl} ${hashes.length}`)).toEqual([
    'pkg:nuget/Ledger.Core@3.1.2 1',
    'pkg:nuget/Ledger.Abstractions@3.0.0 0',
    'pkg:nuget/Native.Ledger@1.0.0 0',
  ]);
  expect(edgesOf(seen)).toEqual([
    'pkg:nuget/Ledger.Core@3.1.2 -> pkg:nuget/Ledger.Abstractions@3.0.0',
  ]);
});

test('reads packages.config', () => {
  const seen = componentsOf(observe(packagesConfigAnalyzer, '/app/packages.config', config));

  expect(seen.map(({ purl, scopes }) => [purl, scopes])).toEqual([
    ['pkg:nuget/Ledger.Core@3.1.2', undefined],
    ['pkg:nuget/Style.Analyzers@1.0.0', ['dev']],
  ]);
});

test('an entity of its own is malformed and expands to nothing', () => {
  const text =
    '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><packages><package id="&b;" version="1"/></packages>';

  expect(() => observe(packagesConfigAnalyzer, '/packages.config', text)).toThrow(/well-formed/);
});

test('survives hostile lock files', () => {
  expect(() => assertSurvives(packagesLockAnalyzer, '/packages.lock.json', lock)).not.toThrow();
  expect(() => assertSurvives(packagesConfigAnalyzer, '/packages.config', config)).not.toThrow();
});
