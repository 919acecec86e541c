import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { componentsOf, linesOf, observe } from '../test-file.ts';
import { pearLinker } from './pear-linker.ts';
import { pearRegistryAnalyzer } from './pear-registry.ts';

type Value = string | number | { readonly [key: string]: Value };

/** As PHP's serialize writes it. */
function serialize(value: Value): string {
  if (typeof value === 'number') return `i:${value};`;
  if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`;
  const entries = Object.entries(value);
  return `a:${entries.length}:{${entries.map(([key, part]) => serialize(key) + serialize(part)).join('')}}`;
}

const sample = serialize({
  attribs: { version: '2.0' },
  name: 'Harbor_Crane',
  channel: 'pear.php.net',
  summary: 'naïve "text"; with {marks}',
  version: { release: '1.10.13', api: '1.10.0' },
  license: { attribs: { uri: 'https://example.com' }, _content: 'BSD-3-Clause' },
  dependencies: {
    required: {
      php: { min: '5.4' },
      package: { 0: { name: 'Rope', channel: 'pear.php.net' }, 1: { name: 'Gone' } },
    },
    optional: { package: { name: 'Tide', channel: 'pear.php.net' } },
  },
  _lastmodified: 1700000000,
});

test('reads what PEAR and PECL installed', () => {
  const root = '/usr/local/lib/php/.registry';
  const seen = [
    ...observe(pearRegistryAnalyzer, `${root}/harbor_crane.reg`, sample),
    ...observe(
      pearRegistryAnalyzer,
      `${root}/.channel.pecl.php.net/rope.reg`,
      serialize({ package: 'rope', version: '2.0', license: 'PHP' }),
    ),
  ];

  expect(linesOf(seen)).toMatchInlineSnapshot(`
    [
      "pkg:pear/pear.php.net/Harbor_Crane@1.10.13 | installed | BSD-3-Clause | asks Rope * | asks Gone * | asks Tide * optional",
      "pkg:pear/pecl.php.net/rope@2.0 | installed | "PHP"",
    ]
  `);
  expect([...pearLinker.link(componentsOf(seen))].map(({ to }) => to.split('#')[0])).toEqual([
    'pkg:pear/pecl.php.net/rope@2.0',
  ]);
});

test.for([
  ['a:1:{s:4:"name";s:999999999:"x";}', /no serialised/],
  ['O:8:"stdClass":0:{}', /no serialised/],
  ['a:0:{}', /names no/],
  ['a:1:{i:0;'.repeat(100), /nested too deeply/],
] as const)('%s is refused', ([text, message]) => {
  expect(() => observe(pearRegistryAnalyzer, '/x/.registry/a.reg', text)).toThrow(message);
});

test('survives hostile values', () => {
  expect(() => assertSurvives(pearRegistryAnalyzer, '/x/.registry/a.reg', sample)).not.toThrow();
});
