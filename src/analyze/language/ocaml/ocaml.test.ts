import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import {
  dunePackageAnalyzer,
  opamInstalledAnalyzer,
  opamProjectAnalyzer,
  opamSwitchAnalyzer,
} from './opam.ts';

const opam = `opam-version: "2.0"
synopsis: "Ships: \\"big\\" ones"
version: "1.4.0"
maintainer: ["a@example"] # who
license: ["MIT" "ISC"]
build: [
  ["dune" "subst"] {dev}
  ["dune" "build" "-p" name "-j" jobs]
]
depends: [
  "ocaml" {>= "4.08"}
  "dune" {build & >= "2.0"}
  "rope" {= "0.5"}
  "alcotest" {with-test}
  "fmt"
]
`;

test('an installed package', () => {
  const path = '/root/.opam/4.14/.opam-switch/packages/harbour.1.4.0~beta/opam';

  expect(componentsOf(observe(opamInstalledAnalyzer, path, opam))).toMatchObject([
    {
      purl: 'pkg:opam/harbour@1.4.0~beta',
      presence: 'installed',
      licenses: [{ expression: 'MIT' }, { expression: 'ISC' }],
      requires: [
        { name: 'ocaml', range: '>= "4.08"' },
        { name: 'dune', scope: 'build' },
        { name: 'rope', range: '= 0.5' },
        { name: 'alcotest', scope: 'dev' },
        { name: 'fmt' },
      ],
    },
  ]);
  expect(observe(opamInstalledAnalyzer, '/usr/share/opam', opam)).toEqual([]);
});

const state = `opam-version: "2.0"
compiler: ["ocaml.4.14.1"]
roots: ["harbour.1.4.0" "rope.0.5"]
installed: ["fmt.0.9" "harbour.1.4.0" "rope.0.5"]
`;

test('the roots of a switch are direct', () => {
  const seen = observe(opamSwitchAnalyzer, '/o/4.14/.opam-switch/switch-state', state);

  expect(seen).toMatchObject([
    { of: '/o/4.14/.opam-switch/packages/harbour.1.4.0/opam', facts: { direct: true } },
    { of: '/o/4.14/.opam-switch/packages/rope.0.5/opam' },
  ]);
});

test('a project declares itself and what it pins', () => {
  expect(componentsOf(observe(opamProjectAnalyzer, '/src/harbour.opam', opam))).toMatchObject([
    { purl: 'pkg:opam/harbour@1.4.0', presence: 'declared' },
    { purl: 'pkg:opam/rope@0.5', direct: true },
  ]);
  const locked = componentsOf(observe(opamProjectAnalyzer, '/src/harbour.opam.locked', opam));
  expect(locked[1]?.direct).toBeUndefined();
});

const locked = `(version 1.4.0)

(depends dune (all_platforms (rope fmt)))

(source (fetch (url https://example/x.tbz)))
`;

test('a package that dune locked', () => {
  const seen = observe(dunePackageAnalyzer, '/src/dune.lock/harbour.pkg', locked);

  expect(componentsOf(seen)).toMatchObject([
    {
      purl: 'pkg:opam/harbour@1.4.0',
      requires: [{ name: 'dune' }, { name: 'rope' }, { name: 'fmt' }],
    },
  ]);
});

test.for([
  [opamInstalledAnalyzer, '/o/.opam-switch/packages/a.1/opam', opam],
  [opamSwitchAnalyzer, '/.opam-switch/switch-state', state],
  [opamProjectAnalyzer, '/a.opam', opam],
  [dunePackageAnalyzer, '/dune.lock/a.pkg', locked],
] as const)('%o survives hostile input', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
