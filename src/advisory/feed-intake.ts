import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { writeEpssSegment, writeKevSegment } from './core-file.ts';
import { laterDay } from './date.ts';
import { normaliseEpss } from './epss.ts';
import type { Fact, Normalised, Skip } from './fact.ts';
import type { FeedFile } from './feed-files.ts';
import { digestOfFeed, readRecords, readText } from './feed-reader.ts';
import type { VendorRecords } from './feeds/feed.ts';
import type { Gathered } from './gathered.ts';
import { normaliseKev } from './kev.ts';
import { isSegmentName } from './manifest.ts';
import { publisherOfFact, publisherOfFeed } from './publisher.ts';
import type { SegmentSummary } from './segment-file.ts';
import { type FeedReport, Tally } from './tally.ts';
import { readVendorRecords } from './vendor-reader.ts';

/** How a build takes in feeds; `write` makes a segment of its own. */
export interface IntakeOptions {
  readonly redistributableOnly: boolean;
  readonly write: (name: 'kev' | 'epss', write: (path: string) => SegmentSummary) => void;
}

/** Reads feeds into what a build gathers, and reports on each. */
export class FeedIntake {
  readonly reports: FeedReport[] = [];
  readonly publishers = new Set<string>();
  readonly #gathered: Gathered;
  readonly #options: IntakeOptions;
  readonly #scope: Scope;

  constructor(gathered: Gathered, options: IntakeOptions, scope: Scope) {
    this.#gathered = gathered;
    this.#options = options;
    this.#scope = scope;
  }

  /** Throws `input.*` or `limit.*` when nothing of it can be read. */
  async read(feed: FeedFile): Promise<void> {
    this.#scope.log.debug('reading advisory feed', { feed: feed.name });
    if (feed.kind === 'kev') this.#readKev(feed);
    else if (feed.kind === 'epss') this.#readEpss(feed);
    else if (feed.kind === 'vendor') await this.#readVendor(feed);
    else this.#readFacts(feed);
  }

  #readFacts(feed: FeedFile): void {
    const count = new Count();
    for (const normalised of readRecords(feed, this.#scope)) this.#take(normalised, feed, count);
    this.#finish(feed, count);
  }

  async #readVendor(feed: FeedFile): Promise<void> {
    const count = new Count();
    for await (const { facts = [], skips = [], ...rest } of readVendorRecords(feed, this.#scope)) {
      this.#take({ facts, skips, ...dayField(rest) }, feed, count);
      count.facts += this.#takeTables(rest, feed);
      const day = this.#gathered.dated(facts.length === 0 ? rest.day : undefined);
      count.newest = laterDay(count.newest, day);
    }
    this.#finish(feed, count);
  }

  #finish(feed: FeedFile, { tally, records, facts, newest = '' }: Count): void {
    if (records > 0 && facts === 0 && tally.countOf('malformed') >= records)
      throw new CaissonError('input.malformed', `nothing in feed ${quote(feed.name)} can be read`);
    this.#report(feed, tally, { records, facts, newest });
  }

  #take(normalised: Normalised, feed: FeedFile, count: Count): void {
    const { facts, skips, day, weaknesses = [] } = this.#permitted(normalised);
    count.records += 1;
    count.tally.add(skips);
    for (const fact of facts) {
      if (!isSegmentName(fact.segment)) {
        count.tally.add([{ reason: 'unknown-ecosystem', subject: fact.segment }]);
        continue;
      }
      count.facts += 1;
      count.newest = laterDay(count.newest, this.#gathered.addFact(fact, day));
    }
    this.#takeNames(facts, feed);
    for (const { cve, cwes } of weaknesses) this.#gathered.addWeaknesses(cve, cwes);
  }

  /** An OSV record gives facts of one advisory, a vendor's document of many. */
  #takeNames(facts: readonly Fact[], feed: FeedFile): void {
    const heard = new Set<string>();
    for (const fact of facts) {
      const { id, feed: stated } = fact.advisory;
      if (heard.has(id)) continue;
      heard.add(id);
      this.#gathered.addNames(fact, feed.kind === 'vendor' ? stated : feed.name);
    }
  }

  /** What is about vulnerabilities and products, not about packages; gives how much of it there is. */
  #takeTables(records: VendorRecords, feed: FeedFile): number {
    const source = feed.vendor?.publisher ?? feed.name;
    const publisher = publisherOfFeed(source);
    if (this.#options.redistributableOnly && !publisher.redistributable) return 0;
    const count = this.#gathered.addTables(records, source);
    if (count > 0) this.publishers.add(publisher.id);
    return count;
  }

  #permitted(normalised: Normalised): Normalised {
    if (!this.#options.redistributableOnly) return normalised;
    const facts = normalised.facts.filter((fact) => publisherOfFact(fact.advisory).redistributable);
    if (facts.length === normalised.facts.length) return normalised;
    const kept = new Set(facts);
    const skips = normalised.facts.flatMap((fact): readonly Skip[] =>
      kept.has(fact) ? [] : [{ reason: 'excluded', subject: fact.advisory.feed }],
    );
    return { ...normalised, weaknesses: [], facts, skips: [...normalised.skips, ...skips] };
  }

  #readKev(feed: FeedFile): void {
    const { date, entries, skips } = normaliseKev(parseJson(readText(feed), feed.name));
    this.#readTable(feed, { date, count: entries.length, skips });
    this.#options.write('kev', (path) => writeKevSegment(path, entries, date));
  }

  #readEpss(feed: FeedFile): void {
    if (this.#options.redistributableOnly) return;
    const { date, entries, skips } = normaliseEpss(readText(feed));
    this.#readTable(feed, { date, count: entries.length, skips });
    this.#options.write('epss', (path) => writeEpssSegment(path, entries, date));
  }

  #readTable(
    feed: FeedFile,
    { date, count, skips }: { date: string; count: number; skips: readonly Skip[] },
  ): void {
    if (count === 0)
      throw new CaissonError('input.malformed', `nothing in ${quote(feed.name)} can be read`);
    const tally = new Tally();
    tally.add(skips);
    this.#gathered.dated(date);
    this.#report(feed, tally, { records: count, facts: count, newest: date });
  }

  #report(
    feed: FeedFile,
    tally: Tally,
    counts: Pick<FeedReport, 'records' | 'facts' | 'newest'>,
  ): void {
    const digest = digestOfFeed(feed);
    this.reports.push({ name: feed.name, digest, ...counts, skipped: tally.counts() });
  }
}

/** Grows while a feed is read. */
class Count {
  readonly tally = new Tally();
  records = 0;
  facts = 0;
  newest: string | undefined;
}

function dayField({ day }: VendorRecords): { readonly day?: string } {
  return day === undefined ? {} : { day };
}
