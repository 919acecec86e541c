import { sha256Hex } from '#kit/hash.ts';
import type { Component, License } from '#model/component.ts';

/** Text of a licence that is not on the SPDX list (SPDX 2.3 section 10). */
export interface ExtractedLicense {
  readonly licenseId: string;
  readonly extractedText: string;
  readonly name: string;
}

/** What a package declares, as one expression; `NOASSERTION` when it declares nothing. */
export function declaredLicense(licenses: readonly License[] | undefined): string {
  const parts = [...new Set((licenses ?? []).flatMap(asExpression))];
  if (parts.length === 0) return 'NOASSERTION';
  if (parts.length === 1) return parts[0] ?? 'NOASSERTION';
  return parts.map((part) => (part.includes(' ') ? `(${part})` : part)).join(' AND ');
}

/** Every reference that the declared licences make, each once. */
export function extractedLicenses(components: readonly Component[]): readonly ExtractedLicense[] {
  const found = new Map<string, ExtractedLicense>();
  for (const license of components.flatMap(({ licenses }) => licenses ?? [])) {
    const entries =
      license.expression === undefined ? namedText(license.raw) : references(license.expression);
    for (const entry of entries) found.set(entry.licenseId, entry);
  }
  return [...found.values()];
}

function asExpression({ expression, raw }: License): readonly string[] {
  if (expression !== undefined) return [expression];
  return namedText(raw).map(({ licenseId }) => licenseId);
}

function namedText(raw: string | undefined): readonly ExtractedLicense[] {
  if (raw === undefined || raw.trim() === '') return [];
  const licenseId = `LicenseRef-${sha256Hex(raw.toWellFormed()).slice(0, 16)}`;
  return [{ licenseId, extractedText: raw, name: raw.slice(0, 200) }];
}

/** References inside an expression; their text is not in the artifact's metadata. */
function references(expression: string): readonly ExtractedLicense[] {
  const ids =
    expression.slice(0, 10_000).match(/(?<![:A-Za-z0-9.-])LicenseRef-[A-Za-z0-9.-]+/g) ?? [];
  return ids.map((licenseId) => ({
    licenseId,
    extractedText: 'The package names this licence without its text.',
    name: licenseId,
  }));
}
