import { answersTo } from '#check/catalogue.ts';
import type { CheckMeta } from '#contract/check.ts';
import type { Severity } from '#model/severity.ts';

/** A check or a secret rule, as lists and explanations show it. */
export interface CatalogueEntry {
  /** `CSN-DF-0012`; for secrets the rule's name. */
  readonly id: string;
  readonly slug: string;
  /** `dockerfile`, `pipeline`, `secret` … */
  readonly family: string;
  readonly kind: CheckMeta['kind'] | 'secret';
  readonly title: string;
  readonly severity: Severity;
  readonly rationale: string;
  readonly remediation: string;
  readonly references: readonly string[];
  readonly aliases: readonly string[];
  readonly controls: readonly string[];
  readonly enabled: boolean;
  readonly status: CheckMeta['status'];
}

/** Entries that a person means by an id, a slug or another tool's id. */
export function entriesFor(
  entries: readonly CatalogueEntry[],
  name: string,
): readonly CatalogueEntry[] {
  return entries.filter((entry) => answersTo(entry, name));
}

/** Entries that hold every word somewhere, in the order of the catalogue. */
export function searchEntries(
  entries: readonly CatalogueEntry[],
  words: readonly string[],
): readonly CatalogueEntry[] {
  const wanted = words.map((word) => word.toLowerCase());
  return entries.filter((entry) => {
    const { id, slug, family, title, rationale, aliases, controls } = entry;
    const text = [id, slug, family, title, rationale, ...aliases, ...controls].join('\n');
    const lower = text.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  });
}
