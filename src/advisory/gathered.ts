import type { Ssvc } from '#model/advisory.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import { type AliasGroup, groupAliases, type NameSet } from './alias.ts';
import type { CoreFacts, StatedVector } from './core-file.ts';
import { laterDay } from './date.ts';
import type { Fact } from './fact.ts';
import { FactSpool } from './fact-spool.ts';
import type { VendorRecords } from './feeds/feed.ts';
import { attachImports } from './go-symbols.ts';
import { isMalware, malwareSegment } from './malware.ts';
import { mergeFacts } from './merge.ts';
import { isCve } from './name.ts';

/** A segment's facts as gathered, joined and ready to be written. */
export interface GatheredSegment {
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly newest: string;
}

const namesFile = 'names';
const vectorsFile = 'vectors';

/**
 * Everything that a build has read so far. Facts, names and vectors wait on disk, so that memory is bounded by the largest
 * segment and not by all of them. `today` dates what states no day; a day after it is a mistake and dates nothing.
 */
export class Gathered {
  readonly lifecycles: Lifecycle[] = [];
  readonly products = new Map<string, Set<string>>();
  newest: string | undefined;
  readonly #today: string;
  readonly #facts: FactSpool<Fact>;
  readonly #names: FactSpool<NameSet>;
  readonly #vectors: FactSpool<StatedVector>;
  readonly #weaknesses = new Map<string, Set<number>>();
  readonly #decisions = new Map<string, Ssvc>();
  /** The newest day of each segment. */
  readonly #days = new Map<string, string>();

  constructor(directories: Readonly<Record<'facts' | 'core', string>>, today: string) {
    this.#today = today;
    this.#facts = new FactSpool(directories.facts);
    this.#names = new FactSpool(directories.core);
    this.#vectors = new FactSpool(directories.core);
  }

  /** Files a fact and gives the day that it counts for. */
  addFact(fact: Fact, fileDay: string | undefined): string | undefined {
    const { advisory } = fact;
    const segment = isMalware(advisory.id) ? malwareSegment(fact.segment) : fact.segment;
    this.#facts.add(segment, segment === fact.segment ? fact : { ...fact, segment });
    const day = this.dated(advisory.modified ?? advisory.published ?? fileDay);
    this.#days.set(segment, laterDay(this.#days.get(segment), day) ?? '');
    return day;
  }

  /** The day, when it can be one; the newest of all of them dates the build. */
  dated(day: string | undefined): string | undefined {
    if (day === undefined || day > this.#today) return undefined;
    this.newest = laterDay(this.newest, day);
    return day;
  }

  /** What all facts of a record share: its names and its vectors. */
  addNames({ advisory }: Fact, source: string): void {
    const { id, cves, aliases, cvss } = advisory;
    if (cves.length + aliases.length > 0) this.#names.add(namesFile, { id, cves, aliases });
    const subject = cves.length === 1 ? (cves[0] ?? id) : id;
    for (const { vector, score } of cvss) this.addVector({ id: subject, source, vector, score });
  }

  /** What a vendor's document says beside facts about packages; gives how many entries that are. */
  addTables(records: VendorRecords, source: string): number {
    for (const { id, cvss } of records.vectors ?? [])
      this.addVector({ id, source, vector: cvss.vector, score: cvss.score });
    for (const { cve, cwes } of records.weaknesses ?? []) this.addWeaknesses(cve, cwes);
    for (const { cve, ssvc } of records.decisions ?? []) this.addDecision(cve, ssvc);
    this.#addProducts(records);
    return sizeOfTables(records);
  }

  addVector(vector: StatedVector): void {
    this.#vectors.add(vectorsFile, vector);
  }

  /** CWE ids (`CWE-79`) of a CVE or advisory; anything else (`NVD-CWE-noinfo`) says nothing. */
  addWeaknesses(id: string, cwes: readonly string[]): void {
    for (const cwe of cwes) {
      const number = Number(/^CWE-(\d{1,5})$/.exec(cwe)?.[1] ?? 0);
      if (number === 0) continue;
      const known = this.#weaknesses.get(id) ?? new Set<number>();
      this.#weaknesses.set(id, known.add(number));
    }
  }

  /** The later assessment of a CVE counts. */
  addDecision(cve: string, ssvc: Ssvc): void {
    const known = this.#decisions.get(cve);
    if (isCve(cve) && (known === undefined || known.date <= ssvc.date))
      this.#decisions.set(cve, ssvc);
  }

  /** One segment at a time, in the order of their names. */
  *segments(): Iterable<GatheredSegment> {
    for (const name of this.#facts.names.toSorted()) {
      const byKey = Map.groupBy(sharedHeads(this.#facts.read(name)), (fact) => fact.key);
      const merged = [...byKey.values()].flatMap((facts) => mergeFacts(facts));
      const facts = name === 'go' ? attachImports(merged) : merged;
      yield { name, facts, newest: this.#days.get(name) ?? '' };
    }
  }

  core(): CoreFacts & { readonly conflicts: number } {
    const { groups, conflicts }: { groups: readonly AliasGroup[]; conflicts: number } =
      groupAliases(this.#names.read(namesFile));
    return {
      groups,
      conflicts,
      vectors: [...this.#vectors.read(vectorsFile)],
      weaknesses: this.#weaknesses,
      decisions: this.#decisions,
    };
  }

  #addProducts({ lifecycles = [], products = [] }: VendorRecords): void {
    for (const one of lifecycles) this.lifecycles.push(one);
    for (const { repository, cpes } of products) {
      const known = this.products.get(repository) ?? new Set<string>();
      for (const cpe of cpes) if (!/\s/.test(cpe)) known.add(cpe);
      if (known.size > 0) this.products.set(repository, known);
    }
  }
}

function sizeOfTables(records: VendorRecords): number {
  const { vectors, weaknesses, decisions, lifecycles, products } = records;
  const lists = [vectors, weaknesses, decisions, lifecycles, products];
  return lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
}

/**
 * Facts of one advisory come one after the other and mostly say the same but for package and ranges: what is the same is kept
 * once. Half the memory of a segment of errata.
 */
function* sharedHeads(facts: Iterable<Fact>): Iterable<Fact> {
  let last: { readonly text: string; readonly head: object } | undefined;
  for (const fact of facts) {
    const { segment, key, advisory } = fact;
    const {
      package: name,
      state,
      ranges,
      versions,
      qualifiers,
      statement,
      fixedOn,
      ...head
    } = advisory;
    const text = JSON.stringify(head);
    if (last?.text !== text) {
      last = { text, head };
      yield fact;
      continue;
    }
    const body = { package: name, state, ranges, versions };
    const more = {
      ...(qualifiers !== undefined && { qualifiers }),
      ...(statement !== undefined && { statement }),
      ...(fixedOn !== undefined && { fixedOn }),
    };
    yield { segment, key, advisory: { ...head, ...last.head, ...body, ...more } };
  }
}
