import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Scope } from '#contract/scope.ts';
import type { Advisory, CvssVector, ExploitPrediction, KnownExploited } from '#model/advisory.ts';
import type { DatabaseFacts } from '#model/report.ts';
import { CoreSegment, EpssSegment, KevSegment } from './core-reader.ts';
import { type Database, selectDatabase } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import type { ManifestSegment } from './manifest.ts';
import { openSegment } from './segment-cache.ts';
import { FactSegment } from './segment-reader.ts';

/**
 * Opens the newest database for look-ups. Nothing is inflated before a segment is asked for; the caller disposes it.
 * Without any database the index is empty and its origin `none`. Look-ups throw `integrity.digest-mismatch` or
 * `input.not-found` when a segment's blob is damaged or missing.
 */
export function openIndex(location: DatabaseLocation, scope: Scope): AdvisoryIndex {
  const database = selectDatabase(location);
  if (database === undefined) return new EmptyIndex();
  scope.log.debug('advisory database', { origin: database.origin, build: database.build });
  return new StoredIndex(database, location.cache, scope);
}

class StoredIndex implements AdvisoryIndex {
  readonly #database: Database;
  readonly #cache: string;
  readonly #scope: Scope;
  readonly #segments: ReadonlyMap<string, ManifestSegment>;
  readonly #asked = new Set<string>();
  readonly #facts = new Map<string, FactSegment>();
  #core: CoreSegment | undefined;
  #kev: KevSegment | undefined;
  #epss: EpssSegment | undefined;

  constructor(database: Database, cache: string, scope: Scope) {
    this.#database = database;
    this.#cache = cache;
    this.#scope = scope;
    this.#segments = new Map(database.manifest.segments.map((one) => [one.name, one]));
  }

  has(segment: string): boolean {
    return this.#segments.get(segment)?.kind === 'facts';
  }

  byPackage(segment: string, key: string): readonly Advisory[] {
    if (!this.has(segment)) return [];
    const known = this.#facts.get(segment) ?? this.#open(segment, (path) => new FactSegment(path));
    if (known === undefined) return [];
    this.#facts.set(segment, known);
    return known.byPackage(key);
  }

  aliasesOf(id: string): readonly string[] {
    return this.#openCore()?.aliasesOf(id) ?? [id];
  }

  cvssOf(id: string): readonly (CvssVector & { readonly source: string })[] {
    return this.#openCore()?.cvssOf(id) ?? [];
  }

  knownExploited(cve: string): KnownExploited | undefined {
    this.#kev ??= this.#open('kev', (path) => new KevSegment(path));
    return this.#kev?.knownExploited(cve);
  }

  exploitPrediction(cve: string): ExploitPrediction | undefined {
    this.#epss ??= this.#open('epss', (path) => new EpssSegment(path));
    return this.#epss?.exploitPrediction(cve);
  }

  facts(): DatabaseFacts {
    const { build, origin, manifest } = this.#database;
    const segments = manifest.segments
      .filter((segment) => this.#asked.has(segment.name))
      .map(({ name, advisories, newest, feeds }) => ({ name, advisories, newest, feeds }));
    return { build, builtAt: manifest.builtAt, origin, segments };
  }

  [Symbol.dispose](): void {
    for (const open of this.#facts.values()) open[Symbol.dispose]();
    this.#core?.[Symbol.dispose]();
    this.#kev?.[Symbol.dispose]();
    this.#epss?.[Symbol.dispose]();
  }

  #openCore(): CoreSegment | undefined {
    this.#core ??= this.#open('core', (path) => new CoreSegment(path));
    return this.#core;
  }

  #open<Opened>(name: string, open: (path: string) => Opened): Opened | undefined {
    const segment = this.#segments.get(name);
    if (segment === undefined) return undefined;
    this.#asked.add(name);
    const place = { blobs: this.#database.blobs, cache: this.#cache };
    return openSegment(place, segment, this.#scope, open);
  }
}

/** No database at all: every component is unknown to it, never clean. */
class EmptyIndex implements AdvisoryIndex {
  has(): boolean {
    return false;
  }
  byPackage(): readonly Advisory[] {
    return [];
  }
  aliasesOf(id: string): readonly string[] {
    return [id];
  }
  cvssOf(): readonly [] {
    return [];
  }
  knownExploited(): undefined {
    return undefined;
  }
  exploitPrediction(): undefined {
    return undefined;
  }
  facts(): DatabaseFacts {
    return { build: '', builtAt: '', origin: 'none', segments: [] };
  }
  [Symbol.dispose](): void {
    // holds nothing
  }
}
