import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Scope } from '#contract/scope.ts';
import type {
  Advisory,
  CvssVector,
  ExploitPrediction,
  KnownExploited,
  Ssvc,
} from '#model/advisory.ts';
import type { Lifecycle } from '#model/lifecycle.ts';
import type { DatabaseFacts, SegmentFacts } from '#model/report.ts';
import { CoreSegment, EpssSegment, KevSegment } from './core-reader.ts';
import { aliasesIn, vectorsIn, weaknessesIn } from './core-union.ts';
import type { DatabaseLocation } from './location.ts';
import { malwareSegment } from './malware.ts';
import { openSegment } from './segment-cache.ts';
import { FactSegment } from './segment-reader.ts';
import { type PlacedSegment, type Selection, selectSegments } from './selection.ts';
import { LifecycleSegment, ProductSegment } from './text-reader.ts';

/**
 * Opens the newest database for look-ups; what it lacks is looked up in the other one of this machine (`selectSegments`).
 * Nothing is inflated before a segment is asked for; the caller disposes it. Without any database the index is empty and its
 * origin `none`. Look-ups throw `integrity.digest-mismatch` or `input.not-found` when a segment's blob is damaged or missing.
 */
export function openIndex(location: DatabaseLocation, scope: Scope): AdvisoryIndex {
  const selection = selectSegments(location);
  if (selection === undefined) return new EmptyIndex();
  const { origin, build } = selection.database;
  scope.log.debug('advisory database', { origin, build });
  return new StoredIndex(selection, location, scope);
}

class StoredIndex implements AdvisoryIndex {
  readonly #selection: Selection;
  readonly #cache: string;
  readonly #isNamed: boolean;
  readonly #scope: Scope;
  readonly #asked = new Set<PlacedSegment>();
  readonly #facts = new Map<string, FactSegment>();
  #cores: readonly CoreSegment[] | undefined;
  #kev: KevSegment | undefined;
  #epss: EpssSegment | undefined;
  #lifecycles: LifecycleSegment | undefined;
  #products: ProductSegment | undefined;

  constructor(selection: Selection, location: DatabaseLocation, scope: Scope) {
    this.#selection = selection;
    this.#cache = location.cache;
    this.#isNamed = location.named === true;
    this.#scope = scope;
  }

  has(segment: string): boolean {
    return this.#selection.facts.has(segment);
  }

  byPackage(segment: string, key: string): readonly Advisory[] {
    const advisories = this.#inSegment(segment, key);
    const malware = this.#inSegment(malwareSegment(segment), key);
    return malware.length === 0 ? advisories : [...advisories, ...malware].sort(byId);
  }

  aliasesOf(id: string): readonly string[] {
    return aliasesIn(this.#openCores(), id);
  }

  cvssOf(id: string): readonly (CvssVector & { readonly source: string })[] {
    return vectorsIn(this.#openCores(), id);
  }

  knownExploited(cve: string): KnownExploited | undefined {
    this.#kev ??= this.#open(this.#selection.kev, (path) => new KevSegment(path));
    return this.#kev?.knownExploited(cve);
  }

  exploitPrediction(cve: string): ExploitPrediction | undefined {
    this.#epss ??= this.#open(this.#selection.epss, (path) => new EpssSegment(path));
    return this.#epss?.exploitPrediction(cve);
  }

  decisionPoints(cve: string): Ssvc | undefined {
    for (const core of this.#openCores()) {
      const found = core.decisionPoints(cve);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  weaknessesOf(cve: string): readonly string[] {
    return weaknessesIn(this.#openCores(), cve);
  }

  lifecyclesOf(product: string): readonly Lifecycle[] {
    const { lifecycles } = this.#selection;
    this.#lifecycles ??= this.#open(lifecycles, (path) => new LifecycleSegment(path));
    return this.#lifecycles?.lifecyclesOf(product) ?? [];
  }

  productsOf(repository: string): readonly string[] {
    const { products } = this.#selection;
    this.#products ??= this.#open(products, (path) => new ProductSegment(path));
    return this.#products?.productsOf(repository) ?? [];
  }

  facts(): DatabaseFacts {
    const { build, manifest } = this.#selection.database;
    const origin = this.#isNamed ? 'named' : this.#selection.database.origin;
    const segments = [...this.#asked].map((one) => this.#factsOf(one));
    segments.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
    return { build, builtAt: manifest.builtAt, origin, segments };
  }

  [Symbol.dispose](): void {
    const tables = [this.#kev, this.#epss, this.#lifecycles, this.#products];
    for (const one of [...this.#facts.values(), ...(this.#cores ?? []), ...tables])
      one?.[Symbol.dispose]();
  }

  #inSegment(segment: string, key: string): readonly Advisory[] {
    const known = this.#facts.get(segment) ?? this.#openFacts(segment);
    return known?.byPackage(key) ?? [];
  }

  /** Where a segment comes from is said when it is not the database that the facts name. */
  #factsOf({ segment, database }: PlacedSegment): SegmentFacts {
    const { name, advisories, newest, feeds } = segment;
    const { origin, build } = database;
    const isForeign = database !== this.#selection.database;
    return { name, advisories, newest, feeds, ...(isForeign && { origin, build }) };
  }

  #openFacts(name: string): FactSegment | undefined {
    const placed = this.#selection.facts.get(name);
    const opened = this.#open(placed, (path) => new FactSegment(path));
    if (opened !== undefined) this.#facts.set(name, opened);
    return opened;
  }

  #openCores(): readonly CoreSegment[] {
    this.#cores ??= this.#selection.cores.flatMap(
      (placed) => this.#open(placed, (path) => new CoreSegment(path)) ?? [],
    );
    return this.#cores;
  }

  #open<Opened>(
    placed: PlacedSegment | undefined,
    open: (path: string) => Opened,
  ): Opened | undefined {
    if (placed === undefined) return undefined;
    this.#asked.add(placed);
    const place = { blobs: placed.database.blobs, cache: this.#cache };
    return openSegment(place, placed.segment, this.#scope, open);
  }
}

function byId(a: Advisory, b: Advisory): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
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
  decisionPoints(): undefined {
    return undefined;
  }
  weaknessesOf(): readonly [] {
    return [];
  }
  lifecyclesOf(): readonly [] {
    return [];
  }
  productsOf(): readonly [] {
    return [];
  }
  facts(): DatabaseFacts {
    return { build: '', builtAt: '', origin: 'none', segments: [] };
  }
  [Symbol.dispose](): void {
    // holds nothing
  }
}
