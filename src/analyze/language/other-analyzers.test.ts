import { expect, test } from 'vitest';
import { takeInventory } from '../inventory.ts';
import { memoryLayer, type TestEntry, testScope } from '../testdata/layer.ts';
import { otherAnalyzers, otherLinkers } from './other-analyzers.ts';

const perl = '/usr/local/lib/perl5/.meta';
const cellar = '/opt/homebrew/Cellar';
const opam = '/root/.opam/default/.opam-switch';
const haskell = '/root/.cabal/packages/ghc-9.4.7/package.db';
const rocks = '/usr/local/lib/luarocks/rocks-5.4';
const spec = { url: 'http://search.cpan.org/perldoc?CPAN::Meta::Spec', version: 2 };

const entries: readonly TestEntry[] = Object.entries({
  '/usr/lib/R/library/rope/DESCRIPTION': 'Package: rope\nVersion: 1.0\nImports: knot\nBuilt: R 4\n',
  '/usr/lib/R/library/knot/DESCRIPTION': 'Package: knot\nVersion: 2.0\nBuilt: R 4\n',
  [`${perl}/Rope-1.5/install.json`]: '{"dist":"Rope-1.5","pathname":"S/SA/SAILOR/Rope-1.5.tar.gz"}',
  [`${perl}/Rope-1.5/MYMETA.json`]: JSON.stringify({
    name: 'Rope',
    version: '1.5',
    license: ['mit'],
    'meta-spec': spec,
    prereqs: { runtime: { requires: { 'Knot::Bowline': '0' } } },
  }),
  [`${perl}/Knot-0.3/install.json`]:
    '{"dist":"Knot-0.3","provides":{"Knot::Bowline":{"file":"x","version":"0.3"}}}',
  [`${cellar}/rope/1.0/.brew/rope.rb`]: 'class Rope < Formula\n  license "MIT"\nend\n',
  [`${cellar}/rope/1.0/INSTALL_RECEIPT.json`]:
    '{"installed_on_request":true,"runtime_dependencies":[{"full_name":"knot","pkg_version":"2"}]}',
  [`${cellar}/knot/2/INSTALL_RECEIPT.json`]: '{"installed_on_request":false}',
  [`${opam}/switch-state`]: 'roots: ["rope.1.0"]\n',
  [`${opam}/packages/rope.1.0/opam`]: 'depends: ["knot" {= "2.0"}]\n',
  [`${opam}/packages/knot.2.0/opam`]: 'license: "ISC"\n',
  [`${haskell}/rope-1.0.conf`]: 'name: rope\nversion: 1.0\ndepends: knot-2.0-abc\n',
  [`${haskell}/knot-2.0.conf`]: 'name: knot\nversion: 2.0\n',
  [`${rocks}/rope/1.0-1/rope-1.0-1.rockspec`]:
    'package = "rope"\nversion = "1.0-1"\ndependencies = {"knot >= 1"}\n',
  [`${rocks}/knot/2.0-1/knot-2.0-1.rockspec`]: 'package = "knot"\nversion = "2.0-1"\n',
}).map(([path, content]) => ({ path, content }));

test('packages of a tree are linked, and several files make one component', async () => {
  const { components, relations, gaps } = await takeInventory(
    {
      artifact: { kind: 'image', reference: 'test', source: 'test:' },
      layers: [memoryLayer(undefined, entries)],
      gaps: [],
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    { analyzers: otherAnalyzers, linkers: otherLinkers },
    testScope(),
  );
  const purlOf = new Map(components.map(({ id, purl }) => [id, purl]));

  expect(gaps).toEqual([]);
  expect(relations.map(({ from, to }) => `${purlOf.get(from)} -> ${purlOf.get(to)}`)).toEqual([
    'pkg:brew/rope@1.0 -> pkg:brew/knot@2',
    'pkg:cpan/SAILOR/Rope@1.5 -> pkg:cpan/Knot@0.3',
    'pkg:cran/rope@1.0 -> pkg:cran/knot@2.0',
    'pkg:hackage/rope@1.0 -> pkg:hackage/knot@2.0',
    'pkg:luarocks/rope@1.0-1 -> pkg:luarocks/knot@2.0-1',
    'pkg:opam/rope@1.0 -> pkg:opam/knot@2.0',
  ]);
  expect(components).toHaveLength(12);
  expect(components.filter(({ direct }) => direct === true).map(({ purl }) => purl)).toEqual([
    'pkg:brew/rope@1.0',
    'pkg:opam/rope@1.0',
  ]);
  expect(components.find(({ purl }) => purl.startsWith('pkg:cpan/SAILOR'))?.licenses).toEqual([
    { expression: 'MIT' },
  ]);
});
