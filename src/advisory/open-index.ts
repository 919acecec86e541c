import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Scope } from '#contract/scope.ts';
import { writeFileAtomic } from '#kit/file.ts';
import type { Advisory, CvssVector, ExploitPrediction, KnownExploited } from '#model/advisory.ts';
import type { DatabaseFacts } from '#model/report.ts';
import { inflateSegment, isIntact } from './blob.ts';
import { CoreSegment, EpssSegment, KevSegment } from './core-reader.ts';
import { type Database, selectDatabase } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import type { ManifestSegment } from './manifest.ts';
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
    const open = this.#facts.get(segment) ?? new FactSegment(this.#file(segment));
    this.#facts.set(segment, open);
    return open.byPackage(key);
  }

  aliasesOf(id: string): readonly string[] {
    return this.#openCore()?.aliasesOf(id) ?? [id];
  }

  cvssOf(id: string): readonly (CvssVector & { readonly source: string })[] {
    return this.#openCore()?.cvssOf(id) ?? [];
  }

  knownExploited(cve: string): KnownExploited | undefined {
    if (this.#kev === undefined && this.#segments.has('kev'))
      this.#kev = new KevSegment(this.#file('kev'));
    return this.#kev?.knownExploited(cve);
  }

  exploitPrediction(cve: string): ExploitPrediction | undefined {
    if (this.#epss === undefined && this.#segments.has('epss'))
      this.#epss = new EpssSegment(this.#file('epss'));
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
    if (this.#core === undefined && this.#segments.has('core'))
      this.#core = new CoreSegment(this.#file('core'));
    return this.#core;
  }

  /** The verified SQLite file of a segment that the manifest names. */
  #file(name: string): string {
    this.#asked.add(name);
    const segment = this.#segments.get(name);
    if (segment === undefined) return '';
    return materialise(this.#database.blobs, this.#cache, segment, this.#scope);
  }
}

/**
 * The inflated file of a segment in the cache, made when it is missing and made anew when it is damaged. Every process checks
 * the digest once, since SQLite itself would read damaged pages as facts.
 */
export function materialise(
  blobs: string,
  cache: string,
  segment: ManifestSegment,
  scope: Scope,
): string {
  const path = join(cache, 'segments', `${segment.content.digest.slice('sha256:'.length)}.sqlite`);
  if (existsSync(path)) {
    if (isIntact(readFileSync(path), segment.content)) return path;
    scope.log.warn('a cached advisory segment was damaged and is made anew', {
      segment: segment.name,
    });
  }
  writeFileAtomic(path, inflateSegment(blobs, segment));
  return path;
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
