import { expect, test } from 'vitest';
import { buildZip } from '../../binary/testing/zip.ts';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, linesOf, observe } from '../test-file.ts';
import { npmLinker } from './linker.ts';
import { yarnCacheAnalyzer } from './yarn-cache.ts';

test('reads packages in the cache and links them by range', () => {
  const packages = [
    ['harbor', '1.2.0', { rope: '^2.0.0' }],
    ['rope', '2.1.0', {}],
    ['rope', '3.0.0', {}],
    ['@scope/tide', '0.9.0', {}],
  ] as const;
  const seen = packages.flatMap(([name, version, dependencies]) =>
    observe(
      yarnCacheAnalyzer,
      `/app/.yarn/cache/${name.replace('/', '-')}-npm-${version}-abc.zip`,
      zipOf({
        [`node_modules/${name}/index.js`]: '',
        [`node_modules/${name}/test/package.json`]: '{}',
        [`node_modules/${name}/package.json`]: JSON.stringify({
          name,
          version,
          dependencies,
        }),
      }),
    ),
  );

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:npm/harbor@1.2.0 | installed | asks rope ^2.0.0",
      "pkg:npm/rope@2.1.0 | installed",
      "pkg:npm/rope@3.0.0 | installed",
      "pkg:npm/%40scope/tide@0.9.0 | installed",
    ]
  `);
  expect([...npmLinker.link(componentsOf(seen))].map(({ to }) => to.split('#')[0])).toEqual([
    'pkg:npm/rope@2.1.0',
  ]);
});

test('survives hostile archives', () => {
  expect(() => assertSurvives(yarnCacheAnalyzer, '/.yarn/cache/a.zip', 'PK')).not.toThrow();
});

function zipOf(files: Readonly<Record<string, string>>): Buffer {
  return buildZip(Object.entries(files).map(([name, content]) => ({ name, content })));
}
