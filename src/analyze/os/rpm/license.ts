import type { License } from '#model/component.ts';
import { licenseOf, toExpression } from '../../language/license.ts';

/** Names that Fedora and its children used before SPDX (Fedora licensing, "short names"). Keys are lower case. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['asl 1.1', 'Apache-1.1'],
  ['asl 2.0', 'Apache-2.0'],
  ['artistic', 'Artistic-1.0-Perl'],
  ['artistic 2.0', 'Artistic-2.0'],
  ['boost', 'BSL-1.0'],
  ['bsd', 'BSD-3-Clause'],
  ['bsd with advertising', 'BSD-4-Clause'],
  ['cc0', 'CC0-1.0'],
  ['cc-by', 'CC-BY-3.0'],
  ['cc-by-sa', 'CC-BY-SA-3.0'],
  ['gpl+', 'GPL-1.0-or-later'],
  ['lgpl+', 'LGPL-2.0-or-later'],
  ['gplv2+ with exceptions', 'GPL-2.0-or-later'],
  ['gplv3+ with exceptions', 'GPL-3.0-or-later'],
  ['lgplv2+ with exceptions', 'LGPL-2.0-or-later'],
  ['gplv2 with exceptions', 'GPL-2.0-only'],
  ['gfdl', 'GFDL-1.3-or-later'],
  ['mplv1.0', 'MPL-1.0'],
  ['mplv1.1', 'MPL-1.1'],
  ['mplv2.0', 'MPL-2.0'],
  ['openldap', 'OLDAP-2.8'],
  ['openssl', 'OpenSSL'],
  ['postgresql', 'PostgreSQL'],
  ['python', 'PSF-2.0'],
  ['sissl', 'SISSL'],
  ['ucd', 'Unicode-DFS-2016'],
  ['vim', 'Vim'],
  ['zlib', 'Zlib'],
  ['zplv2.1', 'ZPL-2.1'],
]);

/** `GPLv2+`, `LGPLv2.1`, `AGPLv3`. */
const gnu = /^(agpl|lgpl|gpl)v([0-9])(?:\.([0-9]))?(\+?)$/i;

/** Licences of rpm packages: SPDX in newer ones, Fedora's short names in older. One reader serves a whole database. */
export class RpmLicenses {
  readonly #known = new Map<string, readonly License[]>();

  of(text: string): readonly License[] {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const license = parse(text.slice(0, maxLength));
    const licenses = license === undefined ? [] : [license];
    this.#known.set(text, licenses);
    return licenses;
  }
}

const maxLength = 512;

function parse(text: string): License | undefined {
  const license = licenseOf(text);
  if (license?.expression !== undefined) return license;
  const respelled = text
    .split(/(\s+(?:and|or)\s+|[()])/i)
    .map((part) => (/^\s+(?:and|or)\s+$/i.test(part) ? part.toUpperCase() : operand(part)))
    .join('');
  const expression = toExpression(respelled.replace(/\s+/g, ' ').trim());
  return expression === undefined ? license : { expression };
}

function operand(part: string): string {
  const word = part.trim();
  const known = spellings.get(word.toLowerCase());
  if (known !== undefined) return known;
  const [, family = '', major = '', minor = '0', plus = ''] = gnu.exec(word) ?? [];
  if (family === '') return word;
  return `${family.toUpperCase()}-${major}.${minor}-${plus === '' ? 'only' : 'or-later'}`;
}
