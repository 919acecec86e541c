import type { License, Requirement } from '#model/component.ts';
import { formatPurl } from '#model/purl.ts';
import { licensesOf } from '../license.ts';
import { type PackageFacts, requiresOf, textOf } from '../package-component.ts';

/** What is known of an R package, whichever file says it. */
export interface RPackage {
  readonly name: string;
  readonly version: string;
  readonly presence: 'installed' | 'declared';
  readonly requires?: readonly Requirement[];
  readonly license?: string;
  /** Bioconductor has versions of its own; everything else counts as CRAN. */
  readonly isBioconductor?: boolean;
  /** Comes with R itself (`Priority: base`), in R's version. */
  readonly isBase?: boolean;
}

const bioconductor = 'https://bioconductor.org/packages/release/bioc';

/** The facts of an R package; `pkg:cran/NAME@VERSION`, packages of Bioconductor with its address as `repository_url`. */
export function rFacts(found: RPackage): PackageFacts {
  const { name, version, presence } = found;
  return {
    purl: rPurl(name, version, found.isBioconductor === true),
    name,
    version,
    ecosystem: 'cran',
    presence,
    ...(found.isBase === true && { scopes: ['bundled'] as const }),
    ...licensesOf(licenseTexts(found.license)),
    ...requiresOf(found.requires ?? []),
  };
}

/** purl-spec, cran: names are case-sensitive. */
function rPurl(name: string, version: string, isBioconductor: boolean): string {
  return formatPurl({
    type: 'cran',
    name,
    version,
    ...(isBioconductor && { qualifiers: { repository_url: bioconductor } }),
  });
}

/** What a dependency field asks for: `stats, rlang (>= 1.0.0)`. R itself is no package. */
export function rRequirements(field: string | undefined): readonly Requirement[] {
  return (field ?? '').split(',').flatMap((part) => {
    const match = /^\s*([A-Za-z][A-Za-z0-9.]*)\s*(?:\(([^()]{1,100})\))?/.exec(part.slice(0, 300));
    const name = textOf(match?.[1]);
    if (name === undefined || name === 'R') return [];
    const range = match?.[2]?.trim();
    return [{ name, ...(range !== undefined && { range }) }];
  });
}

/** Whether the fields of a package say that it is of Bioconductor. */
export function saysBioconductor(field: (name: string) => string): boolean {
  return (
    /bioconductor|bioc/i.test(field('Repository').slice(0, 200)) ||
    field('Source') === 'Bioconductor' ||
    (field('biocViews') !== '' && field('git_url').includes('bioconductor.org'))
  );
}

const names: ReadonlyMap<string, string> = new Map([
  ['gpl-2', 'GPL-2.0-only'],
  ['gpl-3', 'GPL-3.0-only'],
  ['gpl (>= 2)', 'GPL-2.0-or-later'],
  ['gpl (>= 2.0)', 'GPL-2.0-or-later'],
  ['gpl (>= 3)', 'GPL-3.0-or-later'],
  ['gpl (>= 3.0)', 'GPL-3.0-or-later'],
  ['gpl (== 2)', 'GPL-2.0-only'],
  ['gpl (== 3)', 'GPL-3.0-only'],
  ['lgpl-2', 'LGPL-2.0-only'],
  ['lgpl-2.1', 'LGPL-2.1-only'],
  ['lgpl-3', 'LGPL-3.0-only'],
  ['lgpl (>= 2)', 'LGPL-2.0-or-later'],
  ['lgpl (>= 2.1)', 'LGPL-2.1-or-later'],
  ['lgpl (>= 3)', 'LGPL-3.0-or-later'],
  ['agpl-3', 'AGPL-3.0-only'],
  ['agpl (>= 3)', 'AGPL-3.0-or-later'],
  ['bsd_2_clause', 'BSD-2-Clause'],
  ['bsd_3_clause', 'BSD-3-Clause'],
  ['apache license (== 2.0)', 'Apache-2.0'],
  ['apache license 2.0', 'Apache-2.0'],
  ['apache license (>= 2)', 'Apache-2.0'],
  ['apache license (>= 2.0)', 'Apache-2.0'],
  ['cc0', 'CC0-1.0'],
  ['cc by 4.0', 'CC-BY-4.0'],
]);

/**
 * R's licence field (Writing R Extensions, section 1.1.2): choices apart by `|`; `+ file LICENSE` adds terms of the same
 * licence.
 */
function licenseTexts(field: NonNullable<License['raw']> | undefined): readonly string[] {
  if (field === undefined || field.length > 300) return [];
  const choices = field.split('|').map((choice) => {
    const plain = choice.replace(/\+ *file +LICEN[CS]E *$/, '').trim();
    return names.get(plain.toLowerCase()) ?? plain;
  });
  const isKnown = choices.every((choice) => /^[A-Za-z0-9.-]+$/.test(choice));
  if (!isKnown) return [field];
  return choices.length > 1 ? [`(${choices.join(' OR ')})`] : choices;
}
