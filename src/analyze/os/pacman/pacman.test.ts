import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentsOf } from '../../binary/testing/file.ts';
import { readFileAt } from '../testing/read.ts';

const folder = '/var/lib/pacman/local/lib32-gcc-libs-1:13.2.1-3';
const desc = `%NAME%
lib32-gcc-libs

%VERSION%
1:13.2.1-3

%BASE%
gcc

%DESC%
Runtime libraries
%NAME% in a text is no key

%ARCH%
x86_64

%PACKAGER%
A Person <a@example.org>

%LICENSE%
GPL-3.0-or-later
custom:FDL

%DEPENDS%
lib32-glibc>=2.27
libcurl.so=4-64
sh

%PROVIDES%
libasan.so=8-32
libgomp
`;

test('a folder is a package', () => {
  expect(componentsOf(readFileAt(`${folder}/desc`, desc).observations)).toEqual([
    {
      id: `pkg:alpm/lib32-gcc-libs@1:13.2.1-3?arch=x86_64&upstream=gcc#${folder}/desc`,
      purl: 'pkg:alpm/lib32-gcc-libs@1:13.2.1-3?arch=x86_64&upstream=gcc',
      name: 'lib32-gcc-libs',
      version: '1:13.2.1-3',
      ecosystem: 'alpm',
      presence: 'installed',
      locations: [{ path: `${folder}/desc` }],
      source: { name: 'gcc', version: '1:13.2.1-3' },
      architecture: 'x86_64',
      licenses: [{ expression: 'GPL-3.0-or-later' }, { raw: 'custom:FDL' }],
      supplier: 'A Person <a@example.org>',
      requires: [
        { name: 'lib32-glibc', range: '>=2.27' },
        { name: 'libcurl.so', range: '=4-64' },
        { name: 'sh' },
      ],
      provides: ['libasan.so', 'libgomp'],
    },
  ]);
});

test('its files are owned', () => {
  const text = '%FILES%\nusr/\nusr/lib32/\nusr/lib32/libgcc_s.so.1\n\n%BACKUP%\netc/x\tabc\n';

  expect(readFileAt(`${folder}/files`, text).observations).toEqual([
    {
      type: 'ownership',
      location: { path: `${folder}/files` },
      ecosystem: 'alpm',
      package: 'lib32-gcc-libs',
      paths: ['/usr/lib32/libgcc_s.so.1'],
    },
  ]);
});

test.for(['/srv/desc', '/var/lib/pacman/local/desc', '/var/lib/pacman/sync/a-1-1/desc'])(
  'a file at %s is no package',
  (path) => {
    expect(readFileAt(path, desc)).toEqual({ observations: [], errors: [] });
  },
);

test('an entry without a version is refused, and so is one with too many files', () => {
  const files = `%FILES%\n${'a\n'.repeat(20)}`;

  expect(readFileAt(`${folder}/desc`, '%NAME%\na\n').errors).toMatchObject([
    { code: 'input.malformed' },
  ]);
  expect(readFileAt(`${folder}/files`, files, { maxEntries: 10 }).errors).toMatchObject([
    { code: 'limit.entries' },
  ]);
});

test('any text is read or refused', () => {
  const cut = fc.tuple(fc.nat(desc.length), fc.nat(desc.length), fc.string());
  const mutated = cut.map(([a, b, text]) => desc.slice(0, a) + text + desc.slice(b));

  fc.assert(
    fc.property(fc.constantFrom('desc', 'files'), fc.oneof(mutated, fc.string()), (name, text) => {
      const { observations, errors } = readFileAt(`${folder}/${name}`, text);
      expect(observations.length + errors.length).toBeLessThanOrEqual(1);
    }),
  );
});
