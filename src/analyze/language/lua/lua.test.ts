import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { luarocksLockAnalyzer, rockspecAnalyzer } from './rocks.ts';

const rockspec = `-- a rock
rockspec_format = "3.0"
local _MODREV, _SPECREV = "2.1", "-3"
package = "Harbour"
version = _MODREV .. _SPECREV
source = { url = "git://example/harbour.git", tag = "v" .. _MODREV }
description = {
   summary = "it's a [harbour]",
   detailed = [[ several
     lines "quoted" ]],
   license = 'MIT/X11',
}
dependencies = {
   "lua >= 5.1, < 5.5"; "lpeg >= 1.0, < 2",
   "rope",
}
build = { type = "builtin", modules = { ["harbour.quay"] = "src/quay.lua" } }
`;

test('an installed rock', () => {
  const path = '/usr/local/lib/luarocks/rocks-5.4/harbour/2.1-3/harbour-2.1-3.rockspec';

  expect(componentsOf(observe(rockspecAnalyzer, path, rockspec))).toMatchObject([
    {
      purl: 'pkg:luarocks/harbour@2.1-3',
      name: 'Harbour',
      presence: 'installed',
      licenses: [{ raw: 'MIT/X11' }],
      requires: [{ name: 'lpeg', range: '>= 1.0, < 2' }, { name: 'rope' }],
    },
  ]);
});

test('a rockspec of a project is declared, one that computes its version a gap', () => {
  expect(componentsOf(observe(rockspecAnalyzer, '/src/a.rockspec', rockspec))).toMatchObject([
    { presence: 'declared' },
  ]);
  expect(
    observe(rockspecAnalyzer, '/src/a.rockspec', 'package="a"\nversion = f("1")\n'),
  ).toMatchObject([{ reason: 'malformed' }]);
});

const lock = `return {
   build_dependencies = { ["luarocks-build-c"] = "1.0-1" },
   dependencies = {
      lpeg = "1.0.2-1",
      ["lua-cjson"] = "2.1.0-1",
      lua = "5.4-1",
   },
}
`;

test('luarocks.lock', () => {
  expect(componentsOf(observe(luarocksLockAnalyzer, '/a/luarocks.lock', lock))).toMatchObject([
    { purl: 'pkg:luarocks/lpeg@1.0.2-1' },
    { purl: 'pkg:luarocks/lua-cjson@2.1.0-1' },
    { purl: 'pkg:luarocks/luarocks-build-c@1.0-1', scopes: ['build'] },
  ]);
});

test.for([
  ['brackets without end', `x = ${'[['.repeat(50_000)}`],
  ['comments without end', `--[[${'--[['.repeat(50_000)}`],
  ['levels of brackets', '[=['.repeat(20_000)],
  ['quotes', '"'.repeat(200_000)],
] as const)('%s take no time', ([, text]) => {
  expect(() => {
    observe(rockspecAnalyzer, '/a.rockspec', text);
  }).not.toThrow();
});

test('deep tables end in an error', () => {
  expect(() => observe(rockspecAnalyzer, '/a.rockspec', `x = ${'{'.repeat(100_000)}`)).toThrow(
    'nested too deeply',
  );
});

test.for([
  [rockspecAnalyzer, '/a.rockspec', rockspec],
  [luarocksLockAnalyzer, '/luarocks.lock', lock],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
