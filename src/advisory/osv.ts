import { isRecord } from '#kit/json.ts';
import type {
  Advisory,
  AdvisoryQualifiers,
  AdvisoryState,
  AffectedRange,
  CvssVector,
} from '#model/advisory.ts';
import { packageKey } from '#model/package-key.ts';
import { isAffected } from '#version/range.ts';
import { isVersion, type Scheme, schemeOfEcosystem } from '#version/scheme.ts';
import { parseCvssVector } from './cvss.ts';
import { dayOf } from './date.ts';
import type { Fact, Normalised, Skip } from './fact.ts';
import { importsOf } from './go-import.ts';
import { mergeFacts, stateOf } from './merge.ts';
import { namesOf, strings } from './name.ts';
import { baseOf, type Target, targetOf } from './osv-ecosystem.ts';
import { distinctRanges, joinAdjacent, parseOsvRange } from './osv-range.ts';
import { derivedPage } from './publisher.ts';
import { isModular, modulesOf } from './rpm-module.ts';
import { severityOfOsv } from './severity-word.ts';

/** What all entries of one record share. */
type Shared = Pick<
  Advisory,
  'id' | 'cves' | 'aliases' | 'severity' | 'cvss' | 'published' | 'modified'
> & { readonly link: string | undefined; readonly modules: readonly string[] };

/**
 * The facts of one OSV record (OSV schema 1.x). Pure; whatever gives no fact is said in `skips`. Never throws on a record of
 * any shape. No prose is kept. With `base` only what is filed under this ecosystem counts: in the bucket, the others stand in
 * directories of their own.
 */
export function normaliseOsv(record: unknown, base?: string): Normalised {
  const name = isRecord(record) && typeof record['id'] === 'string' ? record['id'] : '';
  if (!isRecord(record) || !isAdvisoryId(name) || !Array.isArray(record['affected']))
    return skipped('malformed', name);
  if (record['withdrawn'] !== undefined && record['withdrawn'] !== null)
    return skipped('withdrawn', name);
  const collector = new Collector();
  for (const entry of record['affected']) readEntry(entry, record, base, collector);
  const facts = mergeFacts(collector.facts);
  return { facts, skips: collector.skips, ...weaknessesOf(record, facts[0]) };
}

function skipped(reason: Skip['reason'], subject: string): Normalised {
  return { facts: [], skips: [{ reason, subject }] };
}

function isAdvisoryId(text: string): boolean {
  return /^[A-Za-z][\w.:+~-]{2,120}$/.test(text);
}

/** What is gathered from the entries of one record. */
class Collector {
  readonly facts: Fact[] = [];
  readonly #skips = new Map<string, Skip>();
  readonly #shared = new Map<boolean, Shared>();

  get skips(): readonly Skip[] {
    return [...this.#skips.values()];
  }

  /** Once for a record, however many entries say the same. */
  skip(reason: Skip['reason'], subject: string): void {
    this.#skips.set(`${reason} ${subject}`, { reason, subject });
  }

  /** Names are read in one way for distributions and in another for languages, each once for a record. */
  sharedOf(record: Readonly<Record<string, unknown>>, isSystem: boolean): Shared {
    const known = this.#shared.get(isSystem) ?? readShared(record, isSystem);
    this.#shared.set(isSystem, known);
    return known;
  }
}

function readShared(record: Readonly<Record<string, unknown>>, isSystem: boolean): Shared {
  const id = String(record['id']);
  const severity = severityOfOsv(record);
  const published = dayOf(record['published']);
  const modified = dayOf(record['modified']);
  return {
    id,
    ...namesOf(record, id, isSystem),
    ...(severity !== undefined && { severity }),
    cvss: vectorsOf(record['severity']),
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    link: linkOf(record['references']),
    modules: modulesOf(record['summary']),
  };
}

function readEntry(
  entry: unknown,
  record: Readonly<Record<string, unknown>>,
  base: string | undefined,
  into: Collector,
): void {
  const id = String(record['id']);
  const where = locate(entry);
  if (where === undefined) return into.skip('no-package', id);
  if (base !== undefined && baseOf(where.ecosystem) !== base)
    return into.skip('foreign-ecosystem', id);
  const target = targetOf(where.ecosystem);
  if (target === undefined) return into.skip('unknown-ecosystem', where.ecosystem);
  const shared = into.sharedOf(record, isSystemTarget(target));
  if (shared.cves.length === 0 && isBugFix(id)) return into.skip('bug-fix', id);
  const fact = readFact(where.entry, shared, { ...where, target });
  if (fact === undefined) into.skip(hasGitOnly(where.entry) ? 'git-only' : 'no-versions', id);
  else into.facts.push(...perModule(fact, shared.modules, target));
}

/** The package that an entry of `affected` speaks of, as written. */
interface Place {
  readonly entry: Readonly<Record<string, unknown>>;
  readonly ecosystem: string;
  readonly name: string;
}

function locate(entry: unknown): Place | undefined {
  if (!isRecord(entry) || !isRecord(entry['package'])) return undefined;
  const { ecosystem, name } = entry['package'];
  const isNamed = typeof name === 'string' && name !== '' && name.length <= 512;
  return typeof ecosystem === 'string' && isNamed ? { entry, ecosystem, name } : undefined;
}

function readFact(
  entry: Readonly<Record<string, unknown>>,
  { link, modules: _modules, ...shared }: Shared,
  where: Omit<Place, 'entry'> & { readonly target: Target },
): Fact | undefined {
  const scheme = schemeOfEcosystem(where.target.ecosystem);
  const ranges = distinctRanges(listOf(entry['ranges']).flatMap((r) => parseOsvRange(r, scheme)));
  const versions = uncovered(strings(entry['versions']), ranges, scheme);
  if (ranges.length === 0 && versions.length === 0) return undefined;
  const feed = `osv:${where.ecosystem}`;
  const url = derivedPage(shared.id, feed) ?? link;
  const own = vectorsOf(entry['severity']);
  const severity = severityOfOsv(entry) ?? shared.severity;
  const kept = joinAdjacent(ranges.filter((range) => range.introduced !== range.fixed));
  const advisory: Advisory = {
    ...shared,
    package: where.name,
    state: stateOf(kept, versions, urgencyState(entry)),
    ranges: kept,
    versions,
    ...(severity !== undefined && { severity }),
    cvss: own.length > 0 ? own : shared.cvss,
    feed,
    ...(url !== undefined && { url }),
    ...qualifiersOf(entry),
  };
  const key = packageKey(where.target.ecosystem, where.name);
  return { segment: where.target.segment, key, advisory };
}

/** A modular build belongs to one of the streams that the record names: a fact for each. */
function perModule(fact: Fact, modules: readonly string[], { ecosystem }: Target): readonly Fact[] {
  const { advisory } = fact;
  if (modules.length === 0 || ecosystem !== 'rpm' || !isModular(advisory.ranges)) return [fact];
  return modules.map((module) => ({
    ...fact,
    advisory: { ...advisory, qualifiers: { ...advisory.qualifiers, module } },
  }));
}

/**
 * Versions that the ranges do not already say; what is no version of its scheme is kept, only equality can match it. Where the
 * comparison would cost too much, all of them are kept: they say nothing wrong.
 */
function uncovered(
  versions: readonly string[],
  ranges: readonly AffectedRange[],
  scheme: Scheme,
): string[] {
  if (versions.length * ranges.length > maxComparisons) return [...new Set(versions)];
  const left = versions.filter(
    (version) =>
      !isVersion(scheme, version) || isAffected(scheme, version, ranges, []) === undefined,
  );
  return [...new Set(left)];
}

/** The largest real records have some thousand versions and a dozen ranges. */
const maxComparisons = 1_000_000;

/** GHSA's `database_specific.cwe_ids`, for the one CVE of the record or for the record itself. */
function weaknessesOf(
  record: Readonly<Record<string, unknown>>,
  fact: Fact | undefined,
): Pick<Normalised, 'weaknesses'> {
  const specific = record['database_specific'];
  const cwes = isRecord(specific) ? strings(specific['cwe_ids']) : [];
  if (fact === undefined || cwes.length === 0) return {};
  const { id, cves } = fact.advisory;
  return { weaknesses: [{ cve: cves.length === 1 ? (cves[0] ?? id) : id, cwes }] };
}

/** Debian's tracker marks packages that it no longer supports with the urgency `end-of-life`. */
function urgencyState(entry: Readonly<Record<string, unknown>>): AdvisoryState | undefined {
  const specific = entry['ecosystem_specific'];
  return isRecord(specific) && specific['urgency'] === 'end-of-life' ? 'end_of_life' : undefined;
}

function qualifiersOf(entry: Readonly<Record<string, unknown>>): {
  readonly qualifiers?: AdvisoryQualifiers;
} {
  const imports = importsOf(entry['ecosystem_specific']);
  return imports.length > 0 ? { qualifiers: { imports } } : {};
}

function vectorsOf(severity: unknown): CvssVector[] {
  const vectors = listOf(severity).flatMap((one) => {
    const score = isRecord(one) ? one['score'] : undefined;
    return typeof score === 'string' ? (parseCvssVector(score) ?? []) : [];
  });
  return [...new Map(vectors.map((vector) => [vector.vector, vector])).values()];
}

function linkOf(references: unknown): string | undefined {
  const links = listOf(references).flatMap((one) =>
    isRecord(one) && isLink(one['url']) ? [{ type: one['type'], url: one['url'] }] : [],
  );
  const best =
    links.find((link) => link.type === 'ADVISORY') ?? links.find((l) => l.type === 'WEB');
  return (best ?? links[0])?.url;
}

function isLink(url: unknown): url is string {
  return typeof url === 'string' && url.length <= 512 && /^https?:\/\/[\x21-\x7e]+$/.test(url);
}

function hasGitOnly(entry: Readonly<Record<string, unknown>>): boolean {
  const ranges = listOf(entry['ranges']);
  return ranges.length > 0 && ranges.every((range) => isRecord(range) && range['type'] === 'GIT');
}

/** Errata that fix bugs or bring features; with a CVE they count as security all the same. */
function isBugFix(id: string): boolean {
  return /^(?:AL|RL|RH|EL|CE)[BE]A-/.test(id);
}

function isSystemTarget(target: Target): boolean {
  return ['deb', 'apk', 'rpm', 'alpm'].includes(target.ecosystem);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
