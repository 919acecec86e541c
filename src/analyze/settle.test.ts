import { expect, test } from 'vitest';
import type { Observation } from '#model/observation.ts';
import { goModAnalyzer } from './language/go/go-mod-analyzer.ts';
import { goSumAnalyzer } from './language/go/go-sum.ts';
import { assertSurvives } from './language/hostile.ts';
import { npmHiddenLockAnalyzer } from './language/npm/hidden-lock.ts';
import { packageJsonAnalyzer } from './language/npm/package-json.ts';
import { eggRequiresAnalyzer, pythonRequestedAnalyzer } from './language/python/beside-metadata.ts';
import { pythonPackageAnalyzer } from './language/python/installed.ts';
import { linesOf, observe } from './language/test-file.ts';
import { settled } from './settle.ts';

const site = '/usr/lib/python3.11/site-packages';

test('REQUESTED makes a distribution direct, whatever order the files come in', () => {
  const observations = [
    ...observe(pythonRequestedAnalyzer, `${site}/harbor-1.0.dist-info/REQUESTED`, ''),
    ...observe(
      pythonPackageAnalyzer,
      `${site}/harbor-1.0.dist-info/METADATA`,
      'Name: harbor\nVersion: 1.0\n',
    ),
    ...observe(
      pythonPackageAnalyzer,
      `${site}/rope-1.0.dist-info/METADATA`,
      'Name: rope\nVersion: 1.0\n',
    ),
  ];

  expect(linesOf(settled(observations))).toEqual([
    'pkg:pypi/harbor@1.0 | installed | direct',
    'pkg:pypi/rope@1.0 | installed',
  ]);
});

test('requires.txt tells what an egg asks for', () => {
  const text = 'rope>=1\n\n[:python_version < "2"]\nold\n\n[fast]\ntide\n';
  const observations = [
    ...observe(
      pythonPackageAnalyzer,
      `${site}/harbor.egg-info/PKG-INFO`,
      'Name: harbor\nVersion: 1.0\n',
    ),
    ...observe(eggRequiresAnalyzer, `${site}/harbor.egg-info/requires.txt`, text),
    ...observe(eggRequiresAnalyzer, '/app/requires.txt', text),
  ];

  expect(linesOf(settled(observations))).toEqual([
    'pkg:pypi/harbor@1.0 | installed | asks rope >=1',
  ]);
});

const hiddenLock = JSON.stringify({
  packages: {
    'node_modules/harbor': { version: '1.0.0' },
    'node_modules/checker': { version: '7.0.0', dev: true },
    'node_modules/checker/node_modules/rope': { version: '1.0.0', devOptional: true },
  },
});

test('the hidden lock of npm tells what installed packages are for', () => {
  const places = ['harbor', 'checker', 'checker/node_modules/rope'];
  const observations = [
    ...places.flatMap((place) =>
      observe(
        packageJsonAnalyzer,
        `/app/node_modules/${place}/package.json`,
        `{"name":"${place.slice(place.lastIndexOf('/') + 1)}","version":"1.0.0"}`,
      ),
    ),
    ...observe(npmHiddenLockAnalyzer, '/app/node_modules/.package-lock.json', hiddenLock),
  ];

  expect(linesOf(settled(observations))).toEqual([
    'pkg:npm/harbor@1.0.0 | installed',
    'pkg:npm/checker@1.0.0 | installed | dev',
    'pkg:npm/rope@1.0.0 | installed | dev | optional',
  ]);
});

const hash = `h1:${'A'.repeat(43)}=`;
const sum = `example.com/harbor v1.2.0 ${hash}
example.com/harbor v1.2.0/go.mod ${hash}
example.com/rope v1.0.0 ${hash}
example.com/rope v1.10.0 ${hash}
example.com/rope v1.9.0 ${hash}
example.com/tide v3.0.0/go.mod ${hash}
`;

function goProject(version: string): readonly Observation[] {
  const mod = `module example.com/shop\n\ngo ${version}\n\nrequire example.com/harbor v1.2.0\n`;
  return settled([
    ...observe(goSumAnalyzer, '/src/go.sum', sum),
    ...observe(goModAnalyzer, '/src/go.mod', mod),
  ]);
}

test('go.sum fills what a go.mod before Go 1.17 leaves out', () => {
  const seen = goProject('1.16');

  expect(linesOf(seen)).toEqual([
    'pkg:golang/example.com/rope@v1.10.0 | declared',
    'pkg:golang/example.com/shop | declared',
    'pkg:golang/example.com/harbor@v1.2.0 | declared | direct',
  ]);
  expect(seen.filter(({ type }) => type === 'gap')).toEqual([]);
});

test('go.sum adds nothing to a go.mod since Go 1.17, and nothing without one', () => {
  expect(linesOf(goProject('1.21'))).toHaveLength(2);
  expect(settled(observe(goSumAnalyzer, '/src/go.sum', sum))).toEqual([]);
});

test('a go.mod before Go 1.17 without go.sum is still a gap', () => {
  const seen = settled(
    observe(goModAnalyzer, '/src/go.mod', 'module a.b/c\n\ngo 1.16\n\nrequire a.b/d v1.0.0\n'),
  );

  expect(seen.filter(({ type }) => type === 'gap')).toHaveLength(1);
});

test.for([
  [npmHiddenLockAnalyzer, '/a/node_modules/.package-lock.json', hiddenLock],
  [eggRequiresAnalyzer, '/a.egg-info/requires.txt', 'rope>=1\n[:python_version<"3"]\nold\n'],
  [pythonRequestedAnalyzer, '/a.dist-info/REQUESTED', ''],
  [goSumAnalyzer, '/go.sum', sum],
] as const)('%o survives hostile text', ([analyzer, path, sample]) => {
  expect(() => assertSurvives(analyzer, path, sample)).not.toThrow();
});
