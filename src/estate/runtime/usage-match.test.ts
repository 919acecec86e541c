import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageIndex } from './usage-match.ts';

const site = '/usr/local/lib/python3.12/site-packages';
const index = new UsageIndex([
  { component: 1, purl: 'pkg:deb/debian/libc6@2.36', path: '/var/lib/dpkg/status' },
  { component: 2, purl: 'pkg:golang/example.com/app@1', path: '/usr/bin/app' },
  { component: 3, purl: 'pkg:golang/example.com/lib@1', path: '/usr/bin/app' },
  { component: 4, purl: 'pkg:maven/a/b@1', path: '/app/x.jar!/META-INF/maven/a/b/pom.properties' },
  { component: 5, purl: 'pkg:npm/outer@1', path: '/app/node_modules/outer/package.json' },
  {
    component: 6,
    purl: 'pkg:npm/inner@1',
    path: '/app/node_modules/outer/node_modules/inner/package.json',
  },
  { component: 7, purl: 'pkg:pypi/pyyaml@6', path: `${site}/PyYAML-6.0.dist-info/METADATA` },
  {
    component: 8,
    purl: 'pkg:pypi/typing-extensions@4',
    path: `${site}/typing_extensions-4.0.dist-info/METADATA`,
  },
  {
    component: 9,
    purl: 'pkg:gem/rack@3',
    path: '/usr/local/bundle/specifications/rack-3.0.gemspec',
  },
  {
    component: 10,
    purl: 'pkg:composer/monolog/monolog@3',
    path: '/app/vendor/composer/installed.json',
  },
  { component: 11, purl: 'pkg:npm/root@1', path: '/app/package-lock.json' },
]);

const cases: readonly (readonly [
  name: string,
  path: string,
  purl: string,
  components: readonly number[],
])[] = [
  [
    'a library is its package, as the node says',
    '/usr/lib/x86_64-linux-gnu/libc.so.6',
    'pkg:deb/debian/libc6@2.36',
    [1],
  ],
  ['a Go program is all its modules', '/usr/bin/app', '', [2, 3]],
  ['a jar is all that it holds', '/app/x.jar', '', [4]],
  ['a module of node', '/app/node_modules/outer/lib/a.js', '', [5]],
  [
    'a module within a module is not the outer one',
    '/app/node_modules/outer/node_modules/inner/a.js',
    '',
    [6],
  ],
  ['a Python distribution with another import name', `${site}/yaml/_yaml.cpython-312.so`, '', [7]],
  ['a Python distribution of one file', `${site}/typing_extensions.py`, '', [8]],
  ['a gem', '/usr/local/bundle/gems/rack-3.0/lib/rack.rb', '', [9]],
  ['a package of composer', '/app/vendor/monolog/monolog/src/Logger.php', '', [10]],
  ['reading the record of a package manager is no use', '/var/lib/dpkg/status', '', []],
  ['reading a lock file is no use', '/app/package-lock.json', '', []],
  ['what nobody owns is nobody’s', '/opt/other/x.js', '', []],
];

test.for(cases)('%s', ([, path, purl, components]) => {
  expect(index.componentsOf({ path, purl })).toEqual(components);
});

test('whatever paths there are, each component is named once', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (paths, used) => {
      const own = new UsageIndex(
        paths.map((path, component) => ({ component, purl: 'pkg:npm/x', path })),
      );
      const found = own.componentsOf({ path: used, purl: '' });
      expect(new Set(found).size).toBe(found.length);
    }),
  );
});

test('names of packages cannot reach into prototypes, and long paths end', () => {
  const own = new UsageIndex([
    { component: 1, purl: 'pkg:npm/__proto__', path: '/a/node_modules/__proto__/package.json' },
  ]);

  expect(own.componentsOf({ path: '/a/node_modules/__proto__/x.js', purl: '__proto__' })).toEqual([
    1,
  ]);
  expect(own.componentsOf({ path: '/a'.repeat(2000), purl: '' })).toEqual([]);
});
