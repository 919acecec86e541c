import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { packageJsonAnalyzer } from './package-json.ts';

const manifest = JSON.stringify({
  name: '@Acme/Widgets',
  version: '2.0.1',
  license: 'MIT',
  dependencies: { left: '^1.0.0', native: '~2', inner: '1.0.0' },
  optionalDependencies: { native: '~2' },
  peerDependencies: { react: '>=18' },
  devDependencies: { vitest: '*' },
  bundleDependencies: ['inner'],
});

test('reads a scoped package with everything it requires', () => {
  const path = '/app/node_modules/@Acme/Widgets/package.json';

  const [component] = componentsOf(observe(packageJsonAnalyzer, path, manifest));

  expect(component).toEqual({
    id: `pkg:npm/%40acme/widgets@2.0.1#${path}`,
    purl: 'pkg:npm/%40acme/widgets@2.0.1',
    name: '@Acme/Widgets',
    version: '2.0.1',
    ecosystem: 'npm',
    presence: 'installed',
    locations: [{ path }],
    licenses: [{ expression: 'MIT' }],
    requires: [
      { name: 'react', range: '>=18', scope: 'peer' },
      { name: 'left', range: '^1.0.0' },
      { name: 'native', range: '~2', scope: 'optional' },
      { name: 'inner', range: '1.0.0', scope: 'bundled' },
    ],
  });
});

test.for([
  ['/usr/lib/node_modules/npm/package.json', 'installed'],
  ['/app/node_modules/a/node_modules/@s/b/package.json', 'installed'],
  ['/app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json', 'installed'],
  ['/package.json', 'embedded'],
  ['/app/package.json', 'embedded'],
  ['/app/node_modules/a/test/fixtures/package.json', 'embedded'],
  ['/app/node_modules/@s/package.json', 'embedded'],
  ['/app/node_modules/package.json', 'embedded'],
] as const)('%s is %s', ([path, presence]) => {
  const [component] = componentsOf(observe(packageJsonAnalyzer, path, manifest));

  expect(component?.presence).toBe(presence);
});

test('development dependencies count for the application only', () => {
  const [application] = componentsOf(observe(packageJsonAnalyzer, '/app/package.json', manifest));

  expect(application?.requires).toContainEqual({ name: 'vitest', range: '*', scope: 'dev' });
});

test.for([
  ['only a type', '{"type":"module"}'],
  ['no version', '{"name":"a"}'],
  ['an empty version', '{"name":"a","version":""}'],
  ['a version that is a number', '{"name":"a","version":1}'],
  ['a template for a name', '{"name":"{{ name }}","version":"1.0.0"}'],
  ['a version of 100 kB', JSON.stringify({ name: 'a', version: '1'.repeat(100_000) })],
  ['a list', '[]'],
  ['null', 'null'],
])('%s is no package', ([, text]) => {
  expect(observe(packageJsonAnalyzer, '/a/node_modules/a/package.json', text ?? '')).toEqual([]);
});

test.for([
  ['"MIT"', { expression: 'MIT' }],
  ['"apache-2.0"', { expression: 'Apache-2.0' }],
  ['"(mit or Apache-2.0)"', { expression: '(MIT OR Apache-2.0)' }],
  ['"GPL-2.0-only WITH Classpath-exception-2.0"', undefined],
  ['"SEE LICENSE IN LICENSE.txt"', { raw: 'SEE LICENSE IN LICENSE.txt' }],
  ['"Apache 2.0"', { expression: 'Apache-2.0', raw: 'Apache 2.0' }],
  ['"BSD"', { raw: 'BSD' }],
  ['"MIT, Apache-2.0"', { raw: 'MIT, Apache-2.0' }],
  ['{"type":"BSD-3-Clause","url":"x"}', { expression: 'BSD-3-Clause' }],
] as const)('licence %s', ([license, expected]) => {
  const text = `{"name":"a","version":"1.0.0","license":${license}}`;

  const [component] = componentsOf(observe(packageJsonAnalyzer, '/package.json', text));

  const fallback = { expression: JSON.parse(license) as string };
  expect(component?.licenses).toEqual([expected ?? fallback]);
});

test('the old list of licences is read', () => {
  const text = '{"name":"a","version":"1","licenses":[{"type":"MIT"},{"type":"WTFPL"}]}';

  const [component] = componentsOf(observe(packageJsonAnalyzer, '/package.json', text));

  expect(component?.licenses).toEqual([{ expression: 'MIT' }, { expression: 'WTFPL' }]);
});

test('prototype keys are names like any other', () => {
  const text = '{"name":"a","version":"1.0.0","dependencies":{"__proto__":"1","constructor":"2"}}';

  const [component] = componentsOf(observe(packageJsonAnalyzer, '/package.json', text));

  expect(component?.requires?.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
});

test('a broken package.json is an error where packages stand, not in their test data', () => {
  expect(() => observe(packageJsonAnalyzer, '/a/node_modules/b/package.json', '{')).toThrow(
    /not valid JSON/,
  );
  expect(observe(packageJsonAnalyzer, '/a/node_modules/b/test/x/package.json', '{')).toEqual([]);
});

test('survives hostile manifests', () => {
  expect(() =>
    assertSurvives(packageJsonAnalyzer, '/node_modules/a/package.json', manifest),
  ).not.toThrow();
});
