import type { Oracle, Pair } from './oracle.ts';
import {
  cvesOf,
  type OsvAffected,
  type OsvEvent,
  type OsvRange,
  type OsvRecord,
} from './records.ts';

/** A package that was put into an artifact, and the name and version under which advisories speak of it. */
export interface Planted {
  readonly name: string;
  readonly version: string;
  readonly source?: { readonly name: string; readonly version: string };
  /** `name:stream`, for packages of rpm modules. */
  readonly module?: string;
}

/** A record and one of its entries that speaks of a planted package. */
interface Question {
  readonly planted: Planted;
  readonly record: OsvRecord;
  readonly entry: OsvAffected;
}

export interface Evaluation {
  readonly records: readonly OsvRecord[];
  /** Entries of this ecosystem count: `npm`, `Debian:11`. */
  readonly ecosystem: string;
  readonly isSystem?: boolean;
  readonly oracle: Oracle;
  /** One spelling for all names of a package. */
  readonly key?: (name: string) => string;
  /** Further conditions, such as the stream of a module; `undefined` where the record does not tell. */
  readonly concerns?: Concern;
}
export type Concern = (
  planted: Planted,
  record: OsvRecord,
  entry: OsvAffected,
) => boolean | undefined;

/** Lines `name@version advisory CVE`; `-` where the record names no CVE. */
export interface Expected {
  readonly hits: ReadonlySet<string>;
  /** Neither right nor wrong: the record does not say enough, or names a version that the oracle does not take. */
  readonly undecided: ReadonlySet<string>;
}

/**
 * Which advisory hits which package: the evaluation of the OSV schema, where the oracle alone compares versions. Several
 * entries of a record for one package add up.
 */
export function expectedHits(planted: readonly Planted[], how: Evaluation): Expected {
  const { concerns = () => true, isSystem = false } = how;
  const questions = questionsOf(planted, how);
  const compare = answersOf(questions, how.oracle);
  const sets = { hits: new Set<string>(), undecided: new Set<string>() };
  for (const question of questions) {
    const concern = concerns(question.planted, question.record, question.entry);
    if (concern === false || isHit(question, compare) === false) continue;
    const isCertain = concern === true && isHit(question, compare) === true;
    for (const line of linesOf(question.planted, question.record, isSystem))
      sets[isCertain ? 'hits' : 'undecided'].add(line);
  }
  return { hits: sets.hits, undecided: sets.undecided.difference(sets.hits) };
}

function linesOf(planted: Planted, record: OsvRecord, isSystem: boolean): readonly string[] {
  const cves = cvesOf(record, isSystem);
  const names = cves.length === 0 ? ['-'] : cves;
  return names.map((cve) => `${planted.name}@${planted.version} ${record.id} ${cve}`);
}

function questionsOf(planted: readonly Planted[], how: Evaluation): readonly Question[] {
  const { key = (name) => name } = how;
  const byName = new Map<string, { readonly record: OsvRecord; readonly entry: OsvAffected }[]>();
  for (const record of how.records)
    for (const entry of record.affected) {
      if (entry.package.ecosystem !== how.ecosystem) continue;
      const name = key(entry.package.name);
      byName.set(name, [...(byName.get(name) ?? []), { record, entry }]);
    }
  return planted.flatMap((one) =>
    (byName.get(key(one.source?.name ?? one.name)) ?? []).map((found) => ({
      planted: one,
      ...found,
    })),
  );
}

/** Asks the oracle once for everything that the evaluation will want to know. */
function answersOf(questions: readonly Question[], oracle: Oracle): Compare {
  const wanted = new Map<string, Pair>();
  for (const { planted, entry } of questions)
    for (const range of rangesOf(entry)) {
      const versions = [...range.events.map(versionOf), comparedOf(planted)];
      for (const [a, b] of versions.flatMap((one) => versions.map((two): Pair => [one, two])))
        wanted.set(`${a}\t${b}`, [a, b]);
    }
  const pairs = [...wanted.values()].filter(([a, b]) => a < b && !isZero(a) && !isZero(b));
  const signs = oracle.signs(pairs);
  if (signs.length !== pairs.length) throw new Error(`${oracle.name} did not answer everything`);
  const known = new Map(pairs.map(([a, b], at) => [`${a}\t${b}`, signs[at] ?? Number.NaN]));
  return (a, b) => {
    if (a === b) return 0;
    return known.get(`${a}\t${b}`) ?? -(known.get(`${b}\t${a}`) ?? Number.NaN);
  };
}
type Compare = (a: string, b: string) => number;

/** `undefined` where the oracle does not take a version that would have to be compared. */
function isHit({ planted, entry }: Question, compare: Compare): boolean | undefined {
  const version = comparedOf(planted);
  if (entry.versions?.includes(version) === true) return true;
  const answers = rangesOf(entry).map((range) => isInRange(version, range, compare));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function comparedOf({ source, version }: Planted): string {
  return source?.version ?? version;
}

function rangesOf({ ranges }: OsvAffected): readonly OsvRange[] {
  return (ranges ?? []).filter(({ type }) => type !== 'GIT');
}

/**
 * The walk of the schema: events in the order of versions, each switches. `introduced: 0` is before everything. Of a beginning
 * and an end at the same version, the one that stands first in the record comes first.
 */
function isInRange(version: string, { events }: OsvRange, compare: Compare): boolean | undefined {
  const versions = [version, ...events.map(versionOf)].filter((one) => !isZero(one));
  if (versions.some((a) => versions.some((b) => Number.isNaN(compare(a, b))))) return undefined;
  function order(a: string, b: string): number {
    if (isZero(a) || isZero(b)) return Number(isZero(b)) - Number(isZero(a));
    return compare(a, b);
  }
  const sorted = events.toSorted((a, b) => order(versionOf(a), versionOf(b)));
  let vulnerable = false;
  for (const { introduced, fixed, last_affected: last } of sorted) {
    if (introduced !== undefined && order(version, introduced) >= 0) vulnerable = true;
    if (fixed !== undefined && order(version, fixed) >= 0) vulnerable = false;
    if (last !== undefined && order(version, last) > 0) vulnerable = false;
  }
  return vulnerable;
}

function isZero(version: string): boolean {
  return version === '0' || version === '0.0.0-0';
}

function versionOf({ introduced, fixed, last_affected: last }: OsvEvent): string {
  return introduced ?? fixed ?? last ?? '';
}
