import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { nameLinker } from '../tools/name-linker.ts';
import { cabalFreezeAnalyzer } from './cabal-freeze.ts';
import { haskellInstalledAnalyzer } from './package-database.ts';
import { stackLockAnalyzer, stackYamlAnalyzer } from './stack.ts';

const freeze = `active-repositories: hackage.haskell.org:merge
constraints: any.Harbour ==3.2.1.0,
             any.quay-core ==0.1,
             quay-core -debug,
             any.base ==4.17.2.1
index-state: hackage.haskell.org 2026-01-02T03:04:05Z
`;

test('cabal.project.freeze: versions but no flags', () => {
  expect(
    componentsOf(observe(cabalFreezeAnalyzer, '/a/cabal.project.freeze', freeze)),
  ).toMatchObject([
    { purl: 'pkg:hackage/Harbour@3.2.1.0', locations: [{ line: 2 }], presence: 'declared' },
    { purl: 'pkg:hackage/quay-core@0.1' },
    { purl: 'pkg:hackage/base@4.17.2.1' },
  ]);
});

const lock = `# written by Stack
packages:
- completed:
    hackage: rope-0.2.4@sha256:${'ab'.repeat(32)},1618
    pantry-tree:
      sha256: ${'cd'.repeat(32)}
      size: 574
  original:
    hackage: rope-0.2.4
- completed:
    commit: ${'12'.repeat(20)}
    git: https://git.example/knot.git
    name: knot
    pantry-tree:
      size: 1
    version: 1.5.0
  original:
    commit: x
    git: y
snapshots:
- completed:
    sha256: ${'ef'.repeat(32)}
    url: https://example/lts/20/11.yaml
  original: lts-20.11
`;

test('stack.yaml.lock: each package once', () => {
  const purls = componentsOf(observe(stackLockAnalyzer, '/a/stack.yaml.lock', lock)).map(
    ({ purl }) => purl,
  );

  expect(purls).toEqual(['pkg:hackage/rope@0.2.4', 'pkg:hackage/knot@1.5.0']);
});

const project = `resolver: lts-20.11
packages:
- .
extra-deps:
- rope-0.2.4@sha256:${'ab'.repeat(32)},1618 # fixed
- git: https://git.example/knot.git
  commit: 1234
- two-words-1.0
flags: {}
`;

test('stack.yaml: extra dependencies are direct', () => {
  expect(componentsOf(observe(stackYamlAnalyzer, '/a/stack.yaml', project))).toMatchObject([
    { purl: 'pkg:hackage/rope@0.2.4', direct: true, locations: [{ line: 5 }] },
    { purl: 'pkg:hackage/two-words@1.0', direct: true },
  ]);
  expect(
    componentsOf(observe(stackYamlAnalyzer, '/a/stack.yaml', 'extra-deps: [a-1.0, "b-2"]\n')),
  ).toHaveLength(1);
});

const registered = `name:            rope
version:         0.2.4
visibility:      public
id:              rope-0.2.4-5KqWerty
license:         BSD-3-Clause
description:     a rope
    of many lines
depends:
    base-4.17.2.1 knot-1.5.0-9xYz
`;

test('registered packages are installed and linked by version', () => {
  const base = '/root/.cabal/store/ghc-9.4.7/package.db';
  const components = [
    ...componentsOf(observe(haskellInstalledAnalyzer, `${base}/rope.conf`, registered)),
    ...componentsOf(
      observe(haskellInstalledAnalyzer, `${base}/knot.conf`, 'name: knot\nversion: 1.5.0\n'),
    ),
  ];

  expect(components[0]).toMatchObject({
    purl: 'pkg:hackage/rope@0.2.4',
    presence: 'installed',
    licenses: [{ expression: 'BSD-3-Clause' }],
  });
  const linker = nameLinker({ id: 'x', title: 'x', ecosystem: 'hackage', levelsUp: 0 });
  expect([...linker.link(components)]).toHaveLength(1);
});

test('a broken registration is a gap', () => {
  expect(observe(haskellInstalledAnalyzer, '/x/package.conf.d/a.conf', 'name: a\n')).toMatchObject([
    { reason: 'malformed' },
  ]);
});

test.for([
  [cabalFreezeAnalyzer, '/a/cabal.project.freeze', freeze],
  [stackLockAnalyzer, '/a/stack.yaml.lock', lock],
  [stackYamlAnalyzer, '/a/stack.yaml', project],
  [haskellInstalledAnalyzer, '/a/package.conf.d/rope.conf', registered],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
