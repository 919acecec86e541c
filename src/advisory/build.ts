import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { formatJson, parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { groupAliases, type NameSet } from './alias.ts';
import { sizedOf, storeSegment } from './blob.ts';
import { laterDay } from './date.ts';
import { normaliseEpss } from './epss.ts';
import type { Fact, Normalised } from './fact.ts';
import { type FeedFile, findFeeds } from './feed-files.ts';
import { digestOfFile, readRecords, readText } from './feed-reader.ts';
import { normaliseKev } from './kev.ts';
import {
  type Manifest,
  type ManifestPublisher,
  type ManifestSegment,
  manifestFormat,
  manifestName,
  type SegmentKind,
  signatureName,
} from './manifest.ts';
import { mergeFacts } from './merge.ts';
import { sortedSet } from './name.ts';
import { writePublicFile } from './public-file.ts';
import { publisherById, publisherOfFact } from './publisher.ts';
import { schemaVersion } from './schema.ts';
import {
  type SegmentSummary,
  type StatedVector,
  writeCoreSegment,
  writeEpssSegment,
  writeFactSegment,
  writeKevSegment,
} from './segment-file.ts';
import { signManifest } from './signature.ts';
import { type FeedReport, Tally } from './tally.ts';

/** What to build. `from` is a directory in the layout of the OSV bucket (see `findFeeds`), `out` receives the database. */
export interface BuildOptions {
  readonly from: string;
  readonly out: string;
  /** Leave out what its publisher's licence does not let others hand on. */
  readonly redistributableOnly?: boolean;
  /** Seconds since 1970 for `builtAt`; absent: the day of the newest record. */
  readonly sourceDateEpoch?: number;
  /** Ed25519 private key in PEM form that signs the manifest. */
  readonly signingKey?: string;
}

/** What was built and what was left out, with counts. */
export interface BuildReport {
  /** Digest of the manifest. */
  readonly build: string;
  readonly builtAt: string;
  readonly segments: readonly ManifestSegment[];
  readonly feeds: readonly FeedReport[];
  /** Links between names that would have made one vulnerability of two CVEs. */
  readonly aliasConflicts: number;
  readonly publishers: readonly ManifestPublisher[];
}

/**
 * Builds an advisory database: the same inputs give the same bytes. No network. Damaged records are counted;
 * a feed that cannot be read at all throws `input.*` or `limit.*` and leaves `out` as it was but for unused blobs.
 */
export async function buildDatabase(options: BuildOptions, scope: Scope): Promise<BuildReport> {
  const feeds = findFeeds(options.from);
  if (feeds.length === 0)
    throw new CaissonError('input.not-found', `there are no feeds below ${quote(options.from)}`, {
      hint: 'expected <ecosystem>/all.zip as in the OSV bucket',
    });
  const work = mkdtempSync(join(scope.temporaryDirectory, 'caisson-db-'));
  try {
    const builder = new Builder(options, work, scope);
    for (const feed of feeds) {
      await nextTurn();
      builder.read(feed);
    }
    return builder.finish();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Lets signals and timers through between two feeds. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

class Builder {
  readonly #options: BuildOptions;
  readonly #work: string;
  readonly #scope: Scope;
  readonly #today: string;
  readonly #facts = new Map<string, Fact[]>();
  /** The newest day of each segment. */
  readonly #days = new Map<string, string>();
  readonly #names = new Map<string, NameSet>();
  readonly #vectors: StatedVector[] = [];
  readonly #segments: ManifestSegment[] = [];
  readonly #publishers = new Set<string>();
  readonly #reports: FeedReport[] = [];
  #newest: string | undefined;

  constructor(options: BuildOptions, work: string, scope: Scope) {
    this.#options = options;
    this.#work = work;
    this.#scope = scope;
    this.#today = scope.clock().toISOString().slice(0, 10);
  }

  read(feed: FeedFile): void {
    this.#scope.log.debug('reading advisory feed', { feed: feed.name });
    if (feed.kind === 'kev') this.#readKev(feed);
    else if (feed.kind === 'epss') this.#readEpss(feed);
    else this.#readFacts(feed);
  }

  finish(): BuildReport {
    this.#flush();
    const { groups, conflicts } = groupAliases(this.#names.values());
    this.#write('core', 'core', (path) =>
      writeCoreSegment(path, groups, this.#vectors, this.#newest ?? ''),
    );
    const manifest = this.#manifest();
    const bytes = Buffer.from(`${formatJson(manifest, 1)}\n`);
    this.#publish(bytes, manifest);
    return {
      build: sizedOf(bytes).digest,
      builtAt: manifest.builtAt,
      segments: manifest.segments,
      feeds: this.#reports,
      aliasConflicts: conflicts,
      publishers: manifest.publishers,
    };
  }

  #readFacts(feed: FeedFile): void {
    const tally = new Tally();
    const count = { records: 0, facts: 0 };
    let newest: string | undefined;
    for (const normalised of readRecords(feed, this.#scope)) {
      count.records += 1;
      const { facts, skips, day } = this.#permitted(normalised);
      tally.add(skips);
      count.facts += facts.length;
      for (const fact of facts) newest = laterDay(newest, this.#file(fact, day));
      const [first] = facts;
      if (first !== undefined) this.#learn(first, feed.name);
    }
    if (count.records > 0 && tally.countOf('malformed') === count.records)
      throw new CaissonError('input.malformed', `nothing in feed ${quote(feed.name)} can be read`);
    this.#report(feed, tally, { ...count, newest: newest ?? '' });
    if (feed.kind === 'osv' && feed.base !== undefined) this.#flush();
  }

  #permitted(normalised: Normalised): Normalised {
    const [first] = normalised.facts;
    if (this.#options.redistributableOnly !== true || first === undefined) return normalised;
    if (publisherOfFact(first.advisory).redistributable) return normalised;
    const skip = { reason: 'excluded', subject: first.advisory.feed } as const;
    return { facts: [], skips: [...normalised.skips, ...normalised.facts.map(() => skip)] };
  }

  /** Gives the day of the fact. A day in the future is a mistake and dates nothing. */
  #file(fact: Fact, fileDay: string | undefined): string | undefined {
    const { segment, advisory } = fact;
    const list = this.#facts.get(segment);
    if (list === undefined) this.#facts.set(segment, [fact]);
    else list.push(fact);
    const stated = advisory.modified ?? advisory.published ?? fileDay;
    const day = stated !== undefined && stated <= this.#today ? stated : undefined;
    this.#days.set(segment, laterDay(this.#days.get(segment), day) ?? '');
    this.#newest = laterDay(this.#newest, day);
    return day;
  }

  /** Keeps what all facts of a record share: its names and its vectors. */
  #learn({ advisory }: Fact, source: string): void {
    const { id, cves, aliases, cvss } = advisory;
    if (cves.length + aliases.length > 0) this.#names.set(id, { id, cves, aliases });
    const subject = cves.length === 1 ? (cves[0] ?? id) : id;
    for (const { vector, score } of cvss)
      this.#vectors.push({ id: subject, source, vector, score });
  }

  #readKev(feed: FeedFile): void {
    const { date, entries, skips } = normaliseKev(parseJson(readText(feed), feed.name));
    if (entries.length === 0)
      throw new CaissonError('input.malformed', `nothing in ${quote(feed.name)} can be read`);
    const tally = new Tally();
    tally.add(skips);
    this.#report(feed, tally, { records: entries.length, facts: entries.length, newest: date });
    this.#newest = laterDay(this.#newest, date <= this.#today ? date : undefined);
    this.#write('kev', 'kev', (path) => writeKevSegment(path, entries, date));
  }

  #readEpss(feed: FeedFile): void {
    if (this.#options.redistributableOnly === true) return;
    const { date, entries, skips } = normaliseEpss(readText(feed));
    if (entries.length === 0)
      throw new CaissonError('input.malformed', `nothing in ${quote(feed.name)} can be read`);
    const tally = new Tally();
    tally.add(skips);
    this.#report(feed, tally, { records: entries.length, facts: entries.length, newest: date });
    this.#newest = laterDay(this.#newest, date <= this.#today ? date : undefined);
    this.#write('epss', 'epss', (path) => writeEpssSegment(path, entries, date));
  }

  #report(
    feed: FeedFile,
    tally: Tally,
    counts: Pick<FeedReport, 'records' | 'facts' | 'newest'>,
  ): void {
    const digest = digestOfFile(feed.path);
    this.#reports.push({ name: feed.name, digest, ...counts, skipped: tally.counts() });
  }

  /** Writes the segments gathered so far and forgets their facts: an ecosystem's own directory is complete in itself. */
  #flush(): void {
    for (const [name, facts] of this.#facts) {
      const merged = mergeFacts(facts);
      for (const { advisory } of merged) this.#publishers.add(publisherOfFact(advisory).id);
      const newest = this.#days.get(name) ?? '';
      this.#write(name, 'facts', (path) => writeFactSegment(path, name, merged, newest));
    }
    this.#facts.clear();
  }

  #write(name: string, kind: SegmentKind, write: (path: string) => SegmentSummary): void {
    const path = join(this.#work, `${name}.sqlite`);
    const { publishers, ...summary } = write(path);
    for (const id of publishers) this.#publishers.add(id);
    const stored = storeSegment(this.#options.out, readFileSync(path));
    rmSync(path);
    this.#segments.push({ name, kind, ...stored, ...summary });
  }

  #manifest(): Manifest {
    const day = Date.parse(`${this.#newest ?? this.#today}T00:00:00Z`);
    const time = new Date((this.#options.sourceDateEpoch ?? day / 1000) * 1000);
    return {
      format: manifestFormat,
      schema: schemaVersion,
      builtAt: `${time.toISOString().slice(0, 19)}Z`,
      segments: this.#segments.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      feeds: this.#reports
        .filter((feed) => feed.facts > 0)
        .map(({ name, digest, records, newest }) => ({ name, digest, records, newest })),
      publishers: sortedSet([...this.#publishers]).map(publisherById),
    };
  }

  /** The manifest comes last: until then the old database in `out` stays whole. */
  #publish(bytes: Buffer, manifest: Manifest): void {
    const { out, signingKey } = this.#options;
    const signature = join(out, signatureName);
    rmSync(signature, { force: true });
    writePublicFile(join(out, manifestName), bytes);
    if (signingKey !== undefined) writePublicFile(signature, signManifest(bytes, signingKey));
    removeUnused(join(out, 'blobs', 'sha256'), manifest);
  }
}

function removeUnused(directory: string, manifest: Manifest): void {
  const used = new Set(manifest.segments.map(({ blob }) => blob.digest.slice('sha256:'.length)));
  for (const name of readdirSync(directory))
    if (!used.has(name)) rmSync(join(directory, name), { force: true });
}
