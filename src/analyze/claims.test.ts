import { expect, test } from 'vitest';
import type { Analyzer, Claim } from '#contract/analyzer.ts';
import { indexClaims } from './claims.ts';

function analyzer(id: string, ...claims: readonly Claim[]): Analyzer {
  return { kind: 'analyzer', id, revision: 1, title: id, claims, *analyze() {} };
}

const index = indexClaims([
  analyzer('path', { path: '/etc/os-release' }),
  analyzer('name', { basename: 'package.json' }),
  analyzer('suffix', { suffix: '.deps.json' }, { suffix: '.jar' }),
  analyzer('anchored', { directory: '/var/lib/dpkg/info/', suffix: '.list' }),
  analyzer('floating', { directory: 'specifications/default/', suffix: '.gemspec' }),
  analyzer('twice', { basename: 'b.jar' }, { suffix: '.jar' }),
  analyzer('root', { directory: '/' }),
  analyzer('elf', { magic: [0x7f, 0x45, 0x4c, 0x46] }),
]);

test.for([
  ['/etc/os-release', ['path']],
  ['/x/etc/os-release', []],
  ['/a/package.json', ['name']],
  ['/a/package.jsonx', []],
  ['/a/X.DEPS.JSON', ['suffix']],
  ['/a/b.jar', ['suffix', 'twice']],
  ['/var/lib/dpkg/info/a.list', ['anchored']],
  ['/var/lib/dpkg/info/a.md5sums', []],
  ['/x/var/lib/dpkg/info/a.list', []],
  ['/usr/lib/ruby/specifications/default/a.gemspec', ['floating']],
  ['/usr/lib/ruby/specifications/a.gemspec', []],
  ['/anything.dat', ['root']],
] as const)('%s', ([path, wanted]) => {
  expect(
    index
      .byPath(path)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(wanted);
});

test('magic bytes choose by content', () => {
  expect(index.byMagic(Buffer.from('\u007fELF\u0002')).map(({ id }) => id)).toEqual(['elf']);
  expect(index.byMagic(Buffer.from('\u007fEL'))).toEqual([]);
});
