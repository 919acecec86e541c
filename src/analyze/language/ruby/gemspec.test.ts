import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, observe } from '../test-file.ts';
import { gemspecAnalyzer } from './gemspec.ts';
import { rubyLinker } from './linker.ts';

const directory = '/usr/local/bundle/specifications';
const sample = readFileSync(
  new URL('testdata/harpoon-2.4.1-x86_64-linux.gemspec', import.meta.url),
  'utf8',
);

test('reads the specification of an installed gem', () => {
  const path = `${directory}/harpoon-2.4.1-x86_64-linux.gemspec`;

  const [gem] = componentsOf(observe(gemspecAnalyzer, path, sample));

  expect(gem).toEqual({
    id: `pkg:gem/harpoon@2.4.1?platform=x86_64-linux#${path}`,
    purl: 'pkg:gem/harpoon@2.4.1?platform=x86_64-linux',
    name: 'harpoon',
    version: '2.4.1',
    ecosystem: 'gem',
    presence: 'installed',
    locations: [{ path }],
    licenses: [{ expression: 'MIT' }, { expression: 'GPL-2.0-only' }],
    requires: [{ name: 'rope', range: '~> 1.2, >= 1.2.4' }, { name: 'whale-oil' }],
  });
});

test.for([
  [
    'a computed version',
    'a-b-1.2.3.gemspec',
    'Gem::Specification.new do |s|\n s.name = "a-b"\n s.version = A::VERSION\nend',
    '1.2.3',
  ],
  ['a stub comment', 'x.gemspec', '# stub: a-b 2.0.0 ruby lib\n', '2.0.0'],
  [
    'single quotes and another variable',
    'x.gemspec',
    "spec.name='a-b'\nspec.version='3.0'\n",
    '3.0',
  ],
  ['only its file name', 'a-b-4.0-java.gemspec', '', '4.0'],
] as const)('a specification with %s is understood', ([, file, text, version]) => {
  const [gem] = componentsOf(observe(gemspecAnalyzer, `${directory}/default/${file}`, text));

  expect(gem).toMatchObject({ name: 'a-b', version });
});

test('a specification in a source tree is not an installed gem', () => {
  expect(observe(gemspecAnalyzer, '/src/harpoon/harpoon.gemspec', sample)).toEqual([]);
});

test('a specification without a name is malformed', () => {
  expect(() => observe(gemspecAnalyzer, `${directory}/x.gemspec`, 'end')).toThrow(/names no gem/);
});

test.for([
  ['~> 1.2', '1.9.0'],
  ['~> 1.2.0', '1.2.5'],
  ['>= 1, < 1.9', '1.2.5'],
  ['= 1.2.5', '1.2.5'],
  ['!= 2.0.0', '1.9.0'],
  ['>= 0', '2.0.0'],
  ['> 9', undefined],
] as const)('%s is answered by %s', ([range, expected]) => {
  const installed = ['1.2.5', '1.9.0', '2.0.0'].flatMap((version) =>
    componentsOf(
      observe(
        gemspecAnalyzer,
        `${directory}/default/rope-${version}.gemspec`,
        `s.name = "rope"\ns.version = "${version}"`,
      ),
    ),
  );
  const user = componentsOf(
    observe(
      gemspecAnalyzer,
      `${directory}/user-1.gemspec`,
      `s.name = "user"\ns.version = "1"\ns.add_dependency("rope", "${range}")`,
    ),
  );
  const wanted = range === '!= 2.0.0' ? installed.slice(0, 2) : installed;

  const edges = [...rubyLinker.link([...wanted, ...user])];

  const target = installed.find(({ version }) => version === expected);
  expect(edges).toEqual(target ? [{ from: user[0]?.id, to: target.id, kind: 'depends-on' }] : []);
});

test('gems of the interpreter are found from a bundle', () => {
  const [used] = componentsOf(
    observe(
      gemspecAnalyzer,
      '/usr/local/lib/ruby/gems/3.3.0/specifications/default/json-2.7.1.gemspec',
      's.name = "json"\ns.version = "2.7.1"',
    ),
  );
  const [user] = componentsOf(
    observe(
      gemspecAnalyzer,
      `${directory}/user-1.gemspec`,
      's.name = "user"\ns.version = "1"\ns.add_dependency("json", ">= 2")',
    ),
  );

  const edges = [used, user].filter((gem) => gem !== undefined);

  expect([...rubyLinker.link(edges)]).toEqual([
    { from: user?.id, to: used?.id, kind: 'depends-on' },
  ]);
});

test('survives hostile specifications', () => {
  const path = `${directory}/a-1.gemspec`;

  expect(() => assertSurvives(gemspecAnalyzer, path, sample)).not.toThrow();
});
