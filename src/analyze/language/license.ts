import parseExpression from 'spdx-expression-parse';
import deprecatedIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import currentIds from 'spdx-license-ids/index.json' with { type: 'json' };
import type { License } from '#model/component.ts';

/** Characters of licence text that are kept; some packages put the whole licence into the field. */
const maxRawLength = 200;
const maxExpressionLength = 512;
/** Licences of one package that are looked at. */
const maxLicenses = 50;

const canonicalIds: ReadonlyMap<string, string> = new Map(
  [...deprecatedIds, ...currentIds].map((id) => [id.toLowerCase(), id]),
);

/** Spellings that mean one licence beyond doubt, in lower case. `BSD` and `GPL` name several and are not here. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['apache 2', 'Apache-2.0'],
  ['apache 2.0', 'Apache-2.0'],
  ['apache-2', 'Apache-2.0'],
  ['apache license 2.0', 'Apache-2.0'],
  ['apache license, version 2.0', 'Apache-2.0'],
  ['apache license version 2.0', 'Apache-2.0'],
  ['apache software license 2.0', 'Apache-2.0'],
  ['mit license', 'MIT'],
  ['the mit license', 'MIT'],
  ['the mit license (mit)', 'MIT'],
  ['isc license', 'ISC'],
  ['bsd 2-clause', 'BSD-2-Clause'],
  ['bsd-2', 'BSD-2-Clause'],
  ['bsd 3-clause', 'BSD-3-Clause'],
  ['bsd-3', 'BSD-3-Clause'],
  ['bsd 3-clause license', 'BSD-3-Clause'],
  ['new bsd', 'BSD-3-Clause'],
  ['mpl 2.0', 'MPL-2.0'],
  ['mozilla public license 2.0', 'MPL-2.0'],
  ['gplv2', 'GPL-2.0-only'],
  ['gplv3', 'GPL-3.0-only'],
  ['lgplv3', 'LGPL-3.0-only'],
]);

/**
 * A licence as a package wrote it: `expression` in canonical spelling when it is a valid SPDX expression (SPDX 3.0.1,
 * annex B), else `raw` with the first line of the text; both where a common spelling means one licence. `undefined` when
 * it says nothing.
 */
export function licenseOf(text: unknown): License | undefined {
  if (typeof text !== 'string') return undefined;
  const known = canonicalIds.get(text.toLowerCase());
  if (known !== undefined) return { expression: known };
  const raw = firstLine(text);
  const meant = aliases.get(raw.toLowerCase());
  if (meant !== undefined) return { expression: meant, raw };
  if (raw === '') return undefined;
  const expression = toExpression(text.trim());
  return expression === undefined ? { raw } : { expression };
}

/** `licenseOf` of each, without what says nothing; the property is absent when nothing is left. */
export function licensesOf(texts: readonly unknown[]): {
  readonly licenses?: readonly License[];
} {
  const licenses = texts
    .slice(0, maxLicenses)
    .map(licenseOf)
    .filter((license) => license !== undefined);
  return licenses.length === 0 ? {} : { licenses };
}

/** The canonical spelling of a valid SPDX expression; `undefined` for any other text. */
export function toExpression(text: string): string | undefined {
  const known = canonicalIds.get(text.toLowerCase());
  if (known !== undefined) return known;
  if (text.length > maxExpressionLength || !/^[A-Za-z0-9.+():\- ]+$/.test(text)) return undefined;
  const canonical = text
    .split(/([ ()]+)/)
    .map(canonicalToken)
    .join('');
  try {
    parseExpression(canonical);
    return canonical;
  } catch {
    return undefined;
  }
}

function canonicalToken(token: string): string {
  const lower = token.toLowerCase();
  if (lower === 'and' || lower === 'or' || lower === 'with') return token.toUpperCase();
  return canonicalIds.get(lower) ?? token;
}

function firstLine(text: string): string {
  const trimmed = text.slice(0, maxRawLength * 10).trimStart();
  const end = trimmed.search(/[\r\n]/);
  return (end < 0 ? trimmed : trimmed.slice(0, end)).trimEnd().slice(0, maxRawLength);
}
