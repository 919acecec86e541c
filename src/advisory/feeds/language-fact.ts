import type { Advisory, AffectedRange, CvssVector } from '#model/advisory.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import { segmentOfEcosystem } from '#model/os.ts';
import { packageKey } from '#model/package-key.ts';
import type { Severity } from '#model/severity.ts';
import { parseCvssVector } from '../cvss.ts';
import { dayOf } from '../date.ts';
import type { Fact } from '../fact.ts';
import { distinctRanges, joinAdjacent } from '../osv-range.ts';
import { type Interval, rangeOfInterval } from './interval.ts';
import { isLink } from './json-value.ts';

/** What a database of a language says of one package. Texts are as written and may be absent. */
export interface LanguageStatement {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly id: string;
  readonly cves: readonly string[];
  readonly aliases: readonly string[];
  readonly affected: readonly Interval[];
  readonly vectors?: readonly (string | undefined)[];
  readonly severity?: Severity | undefined;
  readonly published?: string | undefined;
  readonly modified?: string | undefined;
  readonly url?: string | undefined;
  readonly feed: string;
}

/** The statement as a fact; `undefined` when the ecosystem has no segment. No interval at all means that it is not affected. */
export function languageFact(statement: LanguageStatement): Fact | undefined {
  const { ecosystem, name, id, cves, aliases, feed, severity, url } = statement;
  const segment = segmentOfEcosystem(ecosystem);
  if (segment === undefined) return undefined;
  const ranges = joinAdjacent(distinctRanges(statement.affected.map(rangeOfInterval)));
  const published = dayOf(statement.published);
  const modified = dayOf(statement.modified);
  const advisory: Advisory = {
    id,
    cves,
    aliases,
    package: name,
    feed,
    versions: [],
    state: stateOf(ranges),
    ranges,
    ...(severity !== undefined && { severity }),
    cvss: vectorsOf(statement.vectors ?? []),
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    ...(isLink(url) && { url }),
  };
  return { segment, key: packageKey(ecosystem, name), advisory };
}

function stateOf(ranges: readonly AffectedRange[]): Advisory['state'] {
  if (ranges.length === 0) return 'not_affected';
  return ranges.some((range) => range.fixed !== undefined) ? 'fixed' : 'affected';
}

function vectorsOf(texts: readonly (string | undefined)[]): CvssVector[] {
  return texts.flatMap((text) => (text === undefined ? [] : (parseCvssVector(text) ?? [])));
}

/** The names of a statement: the first CVE is its id, or the first other name; `undefined` when it has none. */
export function namesFrom(
  names: readonly (string | undefined)[],
): Pick<LanguageStatement, 'id' | 'cves' | 'aliases'> | undefined {
  const stated = [...new Set(names.filter((name) => name !== undefined))].filter(isName);
  const cves = stated.filter(isCve).sort();
  const id = cves[0] ?? stated[0];
  if (id === undefined) return undefined;
  return { id, cves, aliases: stated.filter((name) => !isCve(name) && name !== id).sort() };
}

function isCve(name: string): boolean {
  return /^CVE-\d{4}-\d{4,19}$/.test(name);
}

function isName(name: string): boolean {
  return /^[A-Z][A-Za-z]*-[\w.:-]{1,80}$/.test(name);
}
