import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, edgesOf, linesOf, observe } from '../test-file.ts';
import { condaLockAnalyzer } from './conda-lock.ts';
import { condaMetaAnalyzer } from './conda-meta.ts';
import { condaEnvironmentAnalyzer } from './environment.ts';
import { condaExplicitAnalyzer } from './explicit-list.ts';
import { condaLinker } from './linker.ts';
import { pixiLockAnalyzer } from './pixi-lock.ts';

const meta = JSON.stringify({
  name: 'harbor',
  version: '1.2.0',
  build: 'py311h0_0',
  build_number: 0,
  channel: 'https://conda.anaconda.org/conda-forge/linux-64',
  subdir: 'linux-64',
  depends: ['python >=3.11,<3.12.0a0', 'rope', '__glibc >=2.17'],
  files: ['bin/harbor', 'lib/python3.11/site-packages/harbor-1.2.0.dist-info/METADATA', '../../x'],
  license: 'BSD-3-Clause',
  md5: 'ab'.repeat(16),
  sha256: 'cd'.repeat(32),
  requested_spec: 'harbor=1.2',
});
const rope = JSON.stringify({
  name: 'rope',
  version: '2.0',
  build: '0',
  depends: [],
  requested_spec: 'None',
});

test('reads installed packages, who owns which files, and edges inside a prefix', () => {
  const seen = [
    ...observe(condaMetaAnalyzer, '/opt/conda/conda-meta/harbor-1.2.0-py311h0_0.json', meta),
    ...observe(condaMetaAnalyzer, '/opt/conda/conda-meta/rope-2.0-0.json', rope),
  ];

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:conda/harbor@1.2.0?build=py311h0_0&channel=conda-forge&subdir=linux-64 | installed | direct | BSD-3-Clause | sha256:cdcd | md5:abab | asks python >=3.11,<3.12.0a0 | asks rope * | asks __glibc >=2.17",
      "pkg:conda/rope@2.0?build=0 | installed | indirect",
    ]
  `);
  expect(seen[1]).toMatchObject({
    type: 'ownership',
    ecosystem: 'conda',
    package: 'harbor',
    paths: [
      '/opt/conda/bin/harbor',
      '/opt/conda/lib/python3.11/site-packages/harbor-1.2.0.dist-info/METADATA',
      '/x',
    ],
  });
  expect([...condaLinker.link(componentsOf(seen))]).toHaveLength(1);
});

test('a package without a name is malformed, files of conda itself are not', () => {
  expect(() => observe(condaMetaAnalyzer, '/c/conda-meta/a-1-0.json', '{}')).toThrow(/names no/);
  expect(observe(condaMetaAnalyzer, '/c/conda-meta/state.json', '{}')).toEqual([]);
});

const environment = `name: docks
channels:
  - conda-forge
dependencies:
  - python=3.11.4
  - harbor=1.2.0=py311h0_0   # pinned to the build
  - conda-forge::rope==2.0
  - crane>=1.0
  - tide 0.9
  - mast=1.*
  - pip
  - pip:
    - Winch==3.1
    - sail>=2
    - -r more.txt
prefix: /opt/conda
`;

test('reads an environment file with its part for pip', () => {
  const seen = observe(condaEnvironmentAnalyzer, '/app/environment.yml', environment);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:conda/python@3.11.4 | declared | direct",
      "pkg:conda/harbor@1.2.0?build=py311h0_0 | declared | direct",
      "pkg:conda/rope@2.0?channel=conda-forge | declared | direct",
      "pkg:conda/crane | declared | direct",
      "pkg:conda/tide@0.9 | declared | direct",
      "pkg:conda/mast | declared | direct",
      "pkg:conda/pip | declared | direct",
      "pkg:pypi/winch@3.1 | declared | direct",
      "pkg:pypi/sail | declared | direct",
    ]
  `);
});

test('files of other tools under that name say nothing', () => {
  expect(
    observe(condaEnvironmentAnalyzer, '/chart/environment.yaml', 'a: {{ .Values.b }}\n'),
  ).toEqual([]);
});

const condaLock = `version: 1
metadata:
  content_hash:
    linux-64: 0123
  channels:
  - url: conda-forge
    used_env_vars: []
package:
- name: harbor
  version: 1.2.0
  manager: conda
  platform: linux-64
  dependencies:
    rope: '>=2.0'
    python: ''
  url: https://conda.anaconda.org/conda-forge/linux-64/harbor-1.2.0-py311h0_0.conda
  hash:
    md5: ${'ab'.repeat(16)}
    sha256: ${'cd'.repeat(32)}
  category: main
  optional: false
- name: rope
  version: '2.0'
  manager: pip
  platform: linux-64
  dependencies: {}
  url: https://example.com/rope.whl
  hash:
    sha256: ${'ef'.repeat(32)}
  category: dev
  optional: true
`;

test('reads conda-lock.yml', () => {
  const seen = observe(condaLockAnalyzer, '/app/conda-lock.yml', condaLock);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:conda/harbor@1.2.0?build=py311h0_0&channel=conda-forge&subdir=linux-64 | declared | sha256:cdcd | md5:abab | asks rope >=2.0 | asks python *",
      "pkg:pypi/rope@2.0 | declared | dev | optional | sha256:efef",
    ]
  `);
  expect(edgesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:conda/harbor@1.2.0?build=py311h0_0&channel=conda-forge&subdir=linux-64 -> pkg:pypi/rope@2.0",
    ]
  `);
});

const pixi = `version: 6
environments:
  default:
    channels:
    - url: https://conda.anaconda.org/conda-forge/
    packages:
      linux-64:
      - conda: https://conda.anaconda.org/conda-forge/linux-64/harbor-1.2.0-py311h0_0.conda
      - pypi: https://example.com/rope-2.0-py3-none-any.whl
packages:
- conda: https://conda.anaconda.org/conda-forge/linux-64/harbor-1.2.0-py311h0_0.conda
  sha256: ${'cd'.repeat(32)}
  md5: ${'ab'.repeat(16)}
  depends:
  - crane >=1.0,<2.0a0
  license: BSD-3-Clause
  size: 1234
- conda: https://example.com/private/noarch/crane-1.1-0.tar.bz2
- pypi: https://example.com/rope-2.0-py3-none-any.whl
  name: rope
  version: '2.0'
  sha256: ${'ef'.repeat(32)}
  requires_dist:
  - sail>=2.0
  - mast ; extra == 'dev'
  requires_python: '>=3.8'
- pypi: ./
  name: own
  version: 0.1.0
- kind: conda
  name: tide
  version: 0.9
  build: '0'
  subdir: noarch
  url: https://conda.anaconda.org/conda-forge/noarch/tide-0.9-0.conda
`;

test('reads pixi.lock of all forms', () => {
  const seen = observe(pixiLockAnalyzer, '/app/pixi.lock', pixi);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:conda/harbor@1.2.0?build=py311h0_0&channel=conda-forge&subdir=linux-64 | declared | BSD-3-Clause | sha256:cdcd | md5:abab | asks crane >=1.0,<2.0a0",
      "pkg:conda/crane@1.1?build=0&channel=https:%2F%2Fexample.com%2Fprivate&subdir=noarch | declared",
      "pkg:pypi/rope@2.0 | declared | sha256:efef | asks sail >=2.0",
      "pkg:conda/tide@0.9?build=0&channel=conda-forge&subdir=noarch | declared",
    ]
  `);
  expect(edgesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:conda/harbor@1.2.0?build=py311h0_0&channel=conda-forge&subdir=linux-64 -> pkg:conda/crane@1.1?build=0&channel=https:%2F%2Fexample.com%2Fprivate&subdir=noarch",
    ]
  `);
});

const explicit = `# platform: linux-64
@EXPLICIT
https://conda.anaconda.org/conda-forge/linux-64/harbor-1.2.0-py311h0_0.conda#${'ab'.repeat(16)}
https://user:secret@example.com/t/tk-1/private/noarch/rope-2.0-0.tar.bz2
`;

test('reads explicit lists without their credentials', () => {
  const seen = observe(condaExplicitAnalyzer, '/app/explicit.txt', explicit);

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:conda/harbor@1.2.0?build=py311h0_0&channel=conda-forge&subdir=linux-64 | declared | md5:abab",
      "pkg:conda/rope@2.0?build=0&channel=https:%2F%2Fexample.com%2Fprivate&subdir=noarch | declared",
    ]
  `);
  expect(JSON.stringify(seen)).not.toMatch(/secret|tk-1/);
});

test.for([
  [condaMetaAnalyzer, '/conda-meta/a-1-0.json', meta],
  [condaEnvironmentAnalyzer, '/environment.yml', environment],
  [condaLockAnalyzer, '/conda-lock.yml', condaLock],
  [pixiLockAnalyzer, '/pixi.lock', pixi],
  [condaExplicitAnalyzer, '/explicit.txt', explicit],
] as const)('%o survives hostile text', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
