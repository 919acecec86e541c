import { expect, test } from 'vitest';
import { buildZip } from '../../binary/testing/zip.ts';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, linesOf, observe } from '../test-file.ts';
import { eggArchiveAnalyzer } from './egg-archive.ts';
import { pythonLinker } from './linker.ts';
import { pyprojectAnalyzer } from './pyproject.ts';
import { setupFileAnalyzer } from './setup-file.ts';

const project = `[project]
name = "shop"
dependencies = ["harbor==1.2.0", "rope>=1", "crane[extra] == 2.0 ; python_version > '3'"]
[project.optional-dependencies]
fast = ["tide==0.9"]
[dependency-groups]
test = ["checker==7.0", { include-group = "more" }]
[tool.poetry.dependencies]
python = "==3.11"
mast = "==4.0"
sail = { version = "==5.0", extras = ["x"] }
open = "^1"
[tool.poetry.group.dev.dependencies]
linter = "==0.1"
`;

test('reads what a pyproject.toml pins', () => {
  expect(
    linesOf(observe(pyprojectAnalyzer, '/app/pyproject.toml', project)),
  ).toMatchInlineSnapshot(`
    [
      "pkg:pypi/harbor@1.2.0 | declared | direct",
      "pkg:pypi/crane@2.0 | declared | direct",
      "pkg:pypi/tide@0.9 | declared | direct | optional",
      "pkg:pypi/checker@7.0 | declared | direct | dev",
      "pkg:pypi/mast@4.0 | declared | direct",
      "pkg:pypi/sail@5.0 | declared | direct",
      "pkg:pypi/linter@0.1 | declared | direct | dev",
    ]
  `);
});

test('reads what a Pipfile pins', () => {
  const text =
    '[packages]\nharbor = "==1.2.0"\nrope = "*"\n[dev-packages]\nchecker = {version = "==7.0"}\n';

  expect(linesOf(observe(pyprojectAnalyzer, '/app/Pipfile', text))).toEqual([
    'pkg:pypi/harbor@1.2.0 | declared | direct',
    'pkg:pypi/checker@7.0 | declared | direct | dev',
  ]);
});

const setupCfg = `[metadata]
name = shop
[options]
python_requires = >=3.8
install_requires =
    harbor==1.2.0
    # rope==9
    rope>=1
tests_require = checker==7.0
[options.extras_require]
fast =
    tide==0.9; python_version < "4"
`;

test('reads what a setup.cfg pins', () => {
  expect(linesOf(observe(setupFileAnalyzer, '/app/setup.cfg', setupCfg))).toMatchInlineSnapshot(`
    [
      "pkg:pypi/harbor@1.2.0 | declared | direct",
      "pkg:pypi/checker@7.0 | declared | direct | dev",
      "pkg:pypi/tide@0.9 | declared | direct | optional",
    ]
  `);
});

const setupPy = `from setuptools import setup
setup(
    name="shop",
    install_requires=[
        "harbor==1.2.0",  # not "gone==1"
        'rope>=1', 'crane[extra]==2.0',
    ],
    setup_requires = ["builder==3.0"],
    tests_require=[read("requirements.txt")],
)
`;

test('reads literal lists of a setup.py', () => {
  expect(linesOf(observe(setupFileAnalyzer, '/app/setup.py', setupPy))).toMatchInlineSnapshot(`
    [
      "pkg:pypi/harbor@1.2.0 | declared | direct",
      "pkg:pypi/crane@2.0 | declared | direct",
      "pkg:pypi/builder@3.0 | declared | direct | build",
    ]
  `);
});

test('reads zipped eggs with what they require', () => {
  const egg = zipOf({
    'harbor/__init__.py': '',
    'EGG-INFO/PKG-INFO':
      'Metadata-Version: 1.1\nName: harbor\nVersion: 1.2.0\nLicense: MIT\n\ntext\n',
    'EGG-INFO/requires.txt': 'rope>=1\n\n[fast]\ntide\n\n[:python_version<"2"]\nold\n',
  });
  const seen = [
    ...observe(
      eggArchiveAnalyzer,
      '/usr/lib/python3.11/site-packages/harbor-1.2.0-py3.11.egg',
      egg,
    ),
    ...observe(
      eggArchiveAnalyzer,
      '/usr/lib/python3.11/site-packages/rope-1.5-py3.11.egg',
      zipOf({ 'EGG-INFO/PKG-INFO': 'Name: rope\nVersion: 1.5\n' }),
    ),
  ];

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:pypi/harbor@1.2.0 | installed | MIT | asks rope >=1",
      "pkg:pypi/rope@1.5 | installed",
    ]
  `);
  expect([...pythonLinker.link(componentsOf(seen))]).toHaveLength(1);
});

test.for([
  [pyprojectAnalyzer, '/pyproject.toml', project],
  [setupFileAnalyzer, '/setup.cfg', setupCfg],
  [setupFileAnalyzer, '/setup.py', setupPy],
  [eggArchiveAnalyzer, '/a.egg', 'PK'],
] as const)('%o survives hostile text', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});

function zipOf(files: Readonly<Record<string, string>>): Buffer {
  return buildZip(Object.entries(files).map(([name, content]) => ({ name, content })));
}
