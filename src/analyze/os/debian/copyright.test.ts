import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFileAt } from '../testing/read.ts';

function licensesIn(text: string, path = '/usr/share/doc/zlib1g/copyright'): readonly string[] {
  return readFileAt(path, text).observations.flatMap((seen) =>
    seen.type === 'license'
      ? seen.licenses.map(({ expression, raw }) => expression ?? `raw ${raw}`)
      : [],
  );
}

const dep5 = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: thing
License: Expat

Files: *
Copyright: 2001 A
License: GPL-2+
 This is free software.
 .
 License: not a field

Files: b/*
Copyright: 2002 B
License: GPL-2+ or Artistic-1.0, and BSD-3-clause

Files: c
Copyright: 2003 C
License: custom-thing

License: LGPL-2.1
 Text of a licence.
`;

test('a machine-readable file gives the licences of its header and its files', () => {
  expect(licensesIn(dep5)).toEqual([
    'MIT',
    'GPL-2.0-or-later',
    '(GPL-2.0-or-later OR Artistic-1.0) AND BSD-3-Clause',
    'raw custom-thing',
  ]);
});

test('the observation names the package by its directory', () => {
  expect(readFileAt('/usr/share/doc/zlib1g/copyright', dep5).observations).toMatchObject([
    { type: 'license', ecosystem: 'deb', package: 'zlib1g' },
  ]);
});

test.for([
  ['GPL-3', 'GPL-3.0-only'],
  ['LGPL-2.1+', 'LGPL-2.1-or-later'],
  ['GFDL-1.3+', 'GFDL-1.3-or-later'],
  ['GFDL-NIV-1.3+', 'GFDL-1.3-no-invariants-or-later'],
  ['AGPL-3', 'AGPL-3.0-only'],
  ['zlib', 'Zlib'],
  ['Perl', '(Artistic-1.0-Perl OR GPL-1.0-or-later)'],
  ['public-domain', 'raw public-domain'],
  ['GPL-3+ with Bison exception', 'GPL-3.0-or-later WITH Bison-exception-2.2'],
  [
    'GPL-2 with Linux-syscall-note exception or Expat',
    'GPL-2.0-only WITH Linux-syscall-note OR MIT',
  ],
  ['Apache-2.0 with LLVM-exception', 'Apache-2.0 WITH LLVM-exception'],
  ['GPL-2+ with OpenSSL exception', 'raw GPL-2+ with OpenSSL exception'],
] as const)('%s is %s', ([short, expected]) => {
  expect(licensesIn(`Format: x\n\nFiles: *\nLicense: ${short}\n`)).toEqual([expected]);
});

test.for([
  ['see /usr/share/common-licenses/GPL-2.', ['GPL-2.0-only']],
  [
    'either version 2, or any later\n version: /usr/share/common-licenses/GPL-2',
    ['GPL-2.0-or-later'],
  ],
  [
    '/usr/share/common-licenses/Apache-2.0, /usr/share/common-licenses/BSD',
    ['Apache-2.0', 'BSD-3-Clause'],
  ],
  ['you may do as you please', []],
] as const)('free text "%s" gives %j', ([text, expected]) => {
  expect(licensesIn(text)).toEqual(expected);
});

test.for(['/usr/share/doc/a/b/copyright', '/opt/copyright', '/usr/share/doc/__proto__/copyright'])(
  'a file at %s is no package',
  (path) => {
    expect(licensesIn(dep5, path)).toEqual([]);
  },
);

test('any text is read', () => {
  const path = '/usr/share/doc/a/copyright';
  const words = fc.array(fc.constantFrom('GPL-2+', ' or ', ',', '(', ')', '\n', 'License:', 'and'));
  const text = fc.oneof(
    fc.string(),
    words.map((parts) => parts.join('')),
  );

  fc.assert(
    fc.property(text, (content) => {
      expect(readFileAt(path, `Format: x\n${content}`).errors).toEqual([]);
      expect(readFileAt(path, content).errors).toEqual([]);
    }),
  );
});
