import type { License } from '#model/component.ts';
import { licenseOf, toExpression } from '../../language/license.ts';

/** Short names of copyright-format 1.0 (section 7.1) that SPDX spells otherwise. Keys are lower case. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['expat', 'MIT'],
  ['mit/x11', 'MIT'],
  ['x11', 'X11'],
  ['zlib/libpng', 'Zlib'],
  ['artistic', 'Artistic-1.0-Perl'],
  ['artistic-1', 'Artistic-1.0'],
  ['artistic-2', 'Artistic-2.0'],
  ['perl', 'Artistic-1.0-Perl OR GPL-1.0-or-later'],
  ['bsd', 'BSD-3-Clause'],
  ['bsd-2', 'BSD-2-Clause'],
  ['bsd-2-clauses', 'BSD-2-Clause'],
  ['bsd-3', 'BSD-3-Clause'],
  ['bsd-3-clauses', 'BSD-3-Clause'],
  ['apache-2', 'Apache-2.0'],
  ['cc0', 'CC0-1.0'],
  ['mpl-2', 'MPL-2.0'],
  ['psf-2', 'PSF-2.0'],
  ['python', 'PSF-2.0'],
  ['w3c-software', 'W3C'],
]);

/** GNU licences: `GPL-2+` is `GPL-2.0-or-later`, `LGPL-2.1` is `LGPL-2.1-only`; `NIV` has no invariant sections. */
const gnu =
  /^(agpl|gfdl|gfdl-niv|gpl|lgpl)-?v?([0-9])(?:\.([0-9]))?(?:\.0)?(\+|-or-later|-only)?$/i;

/** Exceptions that SPDX knows, by the words before `exception`; `3` is for licences of version 3. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['autoconf', 'Autoconf-exception-2.0'],
  ['autoconf 3', 'Autoconf-exception-3.0'],
  ['bison', 'Bison-exception-2.2'],
  ['bison 3', 'Bison-exception-2.2'],
  ['classpath', 'Classpath-exception-2.0'],
  ['font', 'Font-exception-2.0'],
  ['font 3', 'Font-exception-2.0'],
  ['gcc 3', 'GCC-exception-3.1'],
  ['libtool', 'Libtool-exception'],
  ['linux-syscall-note', 'Linux-syscall-note'],
  ['llvm', 'LLVM-exception'],
]);

/** A `License` short name, which may join several by `and`, `or` and commas, as a licence. */
export function debianLicenseOf(text: string): License {
  return expressionOf(text.slice(0, maxLength)) ?? licenseOf(text) ?? { raw: text };
}

/** A file of `/usr/share/common-licenses`; `orLater` says that the text beside it allows later versions. */
export function commonLicenseOf(name: string, orLater: boolean): License {
  const isGnu = /^(?:gpl|lgpl|gfdl)-[0-9]/i.test(name);
  return debianLicenseOf(isGnu && orLater ? `${name}+` : name);
}

const maxLength = 512;

/** A comma binds weakest: in `A or B, and C` the `and` joins `A or B` with `C` (copyright-format 1.0, section 7.2). */
function expressionOf(text: string): License | undefined {
  const spelled = text.replace(
    /(\S{1,60}) with (?:the )?(\S{1,60})[ -]exceptions?\b/gi,
    (whole, license: string, name: string) => withException(license, name) ?? whole,
  );
  const [first = [], ...others] = spelled
    .split(/,\s*(?=(?:and|or)\s)/i)
    .map((part) => part.split(/\s+/));
  const expression = others.reduce(
    (left, [operator = '', ...words]) => `${grouped(left)} ${operator} ${grouped(joined(words))}`,
    joined(first),
  );
  const canonical = toExpression(expression);
  return canonical === undefined ? undefined : { expression: canonical };
}

function withException(license: string, name: string): string | undefined {
  const version = /-3/.test(license) ? ' 3' : '';
  const exception = exceptions.get(`${name.toLowerCase()}${version}`);
  return exception === undefined ? undefined : `${license} WITH ${exception}`;
}

function joined(words: readonly string[]): string {
  return words.map(wordOf).join(' ');
}

function grouped(expression: string): string {
  return expression.includes(' ') ? `(${expression})` : expression;
}

function wordOf(word: string): string {
  const known = spellings.get(word.toLowerCase());
  return known === undefined ? gnuLicenseOf(word) : grouped(known);
}

function gnuLicenseOf(word: string): string {
  const match = gnu.exec(word);
  if (match === null) return word;
  const [, family = '', major = '', minor = '0', suffix = ''] = match;
  const name = family.toUpperCase().replace('-NIV', '');
  const sections = name.length < family.length ? '-no-invariants' : '';
  const range = suffix === '+' || suffix === '-or-later' ? 'or-later' : 'only';
  return `${name}-${major}.${minor}${sections}-${range}`;
}
