import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { edgesOf, linesOf, observe } from '../test-file.ts';
import { conanLockAnalyzer } from './conan-lock.ts';
import { conanfileAnalyzer, conaninfoAnalyzer } from './conan-text.ts';
import { vcpkgSpdxAnalyzer, vcpkgStatusAnalyzer } from './vcpkg-installed.ts';
import { vcpkgManifestAnalyzer } from './vcpkg-manifest.ts';

const graph = JSON.stringify({
  graph_lock: {
    nodes: {
      '0': {
        ref: 'docks/1.0',
        path: 'conanfile.py',
        requires: ['1'],
        build_requires: ['4'],
        context: 'host',
      },
      '1': { ref: `harbor/1.9.4@team/stable#${'ab'.repeat(16)}`, requires: ['2'], context: 'host' },
      '2': { ref: 'rope/2.0+1#0', context: 'host' },
      '4': { ref: 'cmake/3.22.0', context: 'build' },
    },
    revisions_enabled: true,
  },
  version: '0.4',
});

test('reads the graph of Conan 1', () => {
  const seen = observe(conanLockAnalyzer, '/app/conan.lock', graph);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:conan/harbor@1.9.4?channel=stable&user=team | declared | direct",
      "pkg:conan/rope@2.0%2B1 | declared | indirect",
      "pkg:conan/cmake@3.22.0 | declared | indirect | build",
    ]
  `);
  expect(edgesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:conan/harbor@1.9.4?channel=stable&user=team -> pkg:conan/rope@2.0%2B1",
    ]
  `);
});

const lists = JSON.stringify({
  version: '0.5',
  requires: ['harbor/1.9.4#86609916b81d73b8d0b9b8ea7ab1ec23%1702000000.1', 'rope/2.0@_/_#1', 'odd'],
  build_requires: ['cmake/3.22.0#2%1'],
  python_requires: ['tools/1.0'],
});

test('reads the lists of Conan 2', () => {
  expect(linesOf(observe(conanLockAnalyzer, '/app/conan.lock', lists))).toMatchInlineSnapshot(`
    [
      "pkg:conan/harbor@1.9.4 | declared",
      "pkg:conan/rope@2.0 | declared",
      "pkg:conan/cmake@3.22.0 | declared | build",
      "pkg:conan/tools@1.0 | declared | build",
    ]
  `);
});

const conanfile = `[requires]
harbor/1.9.4@team/stable
rope/[>=1.0 <2] # any
# crane/1.0

[tool_requires]
cmake/3.22.0
[options]
harbor/*:shared=True
`;

test('reads conanfile.txt', () => {
  expect(
    linesOf(observe(conanfileAnalyzer, '/app/conanfile.txt', conanfile)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:conan/harbor@1.9.4?channel=stable&user=team | declared | direct",
      "pkg:conan/rope | declared | direct",
      "pkg:conan/cmake@3.22.0 | declared | direct | build",
    ]
  `);
});

const conaninfo = `[settings]
    os=Linux

[requires]
    harbor/1.Y.Z
    rope/2.0

[full_requires]
    harbor/1.9.4:5ab84d6acfe1f23c4fae0ab88f26e3a396351ac9
    rope/2.0:0000
`;

test('reads conaninfo.txt with whole versions', () => {
  expect(
    linesOf(observe(conaninfoAnalyzer, '/root/.conan/conaninfo.txt', conaninfo)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:conan/rope@2.0 | declared | direct",
      "pkg:conan/harbor@1.9.4 | declared",
    ]
  `);
});

const manifest = JSON.stringify({
  name: 'docks',
  dependencies: [
    'harbor',
    { name: 'rope', 'version>=': '1.0' },
    { name: 'cmake-tool', host: true },
    '../x',
  ],
  overrides: [
    { name: 'rope', version: '1.2.12', 'port-version': 2 },
    { name: 'crane', 'version-string': '2024-01-01#1' },
  ],
  features: { more: { dependencies: ['tide'] } },
});

test('reads a vcpkg.json with its overrides', () => {
  expect(
    linesOf(observe(vcpkgManifestAnalyzer, '/app/vcpkg.json', manifest)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:vcpkg/harbor | declared | direct",
      "pkg:vcpkg/rope@1.2.12?port_version=2 | declared | direct",
      "pkg:vcpkg/cmake-tool | declared | direct | build",
      "pkg:vcpkg/tide | declared | direct",
      "pkg:vcpkg/crane@2024-01-01?port_version=1 | declared",
    ]
  `);
  expect(observe(vcpkgManifestAnalyzer, '/vcpkg/ports/zlib/vcpkg.json', manifest)).toEqual([]);
});

const status = `Package: harbor
Version: 1.2.13
Port-Version: 1
Depends: rope, vcpkg-cmake:x64-linux, boost
Architecture: arm64-linux
Multi-Arch: same
Type: Port
Status: install ok installed

Package: harbor
Feature: extra
Depends: crane[core]
Architecture: arm64-linux
Status: install ok installed

Package: rope
Version: 2.0
Architecture: arm64-linux
Status: install ok installed

Package: vcpkg-cmake
Version: 2024-04-18
Architecture: x64-linux
Status: install ok installed

Package: crane
Version: 1.0
Architecture: arm64-linux
Status: install ok installed

Package: gone
Version: 1.0
Architecture: arm64-linux
Status: purge ok not-installed
`;

test('reads what vcpkg installed, with edges of features and of other triplets', () => {
  const seen = observe(vcpkgStatusAnalyzer, '/app/vcpkg_installed/vcpkg/status', status);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:vcpkg/harbor@1.2.13?port_version=1&triplet=arm64-linux | installed",
      "pkg:vcpkg/rope@2.0?triplet=arm64-linux | installed",
      "pkg:vcpkg/vcpkg-cmake@2024-04-18?triplet=x64-linux | installed",
      "pkg:vcpkg/crane@1.0?triplet=arm64-linux | installed",
    ]
  `);
  expect(edgesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:vcpkg/harbor@1.2.13?port_version=1&triplet=arm64-linux -> pkg:vcpkg/rope@2.0?triplet=arm64-linux",
      "pkg:vcpkg/harbor@1.2.13?port_version=1&triplet=arm64-linux -> pkg:vcpkg/vcpkg-cmake@2024-04-18?triplet=x64-linux",
      "pkg:vcpkg/harbor@1.2.13?port_version=1&triplet=arm64-linux -> pkg:vcpkg/crane@1.0?triplet=arm64-linux",
    ]
  `);
});

const spdx = JSON.stringify({
  spdxVersion: 'SPDX-2.2',
  packages: [
    { name: 'harbor', SPDXID: 'SPDXRef-port', versionInfo: '1.2.13#1', licenseConcluded: 'Zlib' },
    { name: 'harbor:x64-linux', SPDXID: 'SPDXRef-binary', versionInfo: 'abi' },
  ],
});

test('reads what vcpkg says of a port', () => {
  const path = '/app/vcpkg_installed/x64-linux/share/harbor/vcpkg.spdx.json';

  expect(linesOf(observe(vcpkgSpdxAnalyzer, path, spdx))).toMatchInlineSnapshot(`
    [
      "pkg:vcpkg/harbor@1.2.13?port_version=1&triplet=x64-linux | installed | Zlib",
    ]
  `);
  expect(() => observe(vcpkgSpdxAnalyzer, path, '{}')).toThrow(/no port/);
});

test.for([
  [conanLockAnalyzer, '/conan.lock', graph],
  [conanLockAnalyzer, '/conan.lock', lists],
  [conanfileAnalyzer, '/conanfile.txt', conanfile],
  [conaninfoAnalyzer, '/conaninfo.txt', conaninfo],
  [vcpkgManifestAnalyzer, '/vcpkg.json', manifest],
  [vcpkgStatusAnalyzer, '/vcpkg/status', status],
  [vcpkgSpdxAnalyzer, '/a/share/b/vcpkg.spdx.json', spdx],
] as const)('%o survives hostile text', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
