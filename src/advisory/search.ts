import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import type { Advisory } from '#model/advisory.ts';
import { CoreSegment } from './core-reader.ts';
import { aliasesIn } from './core-union.ts';
import type { DatabaseLocation } from './location.ts';
import { openSegment } from './segment-cache.ts';
import { FactSegment } from './segment-reader.ts';
import { type PlacedSegment, type Selection, selectSegments } from './selection.ts';

/** The advisories of one package in one segment. */
export interface SearchHit {
  readonly segment: string;
  readonly package: string;
  readonly advisories: readonly Advisory[];
}

const maxHits = 200;

/**
 * For `caisson db search`: packages whose name is `text`; when there are none, the advisories about the vulnerability of that name
 * (a CVE or an advisory's id); when it is no such name either, packages whose name contains it. At most 200 hits, in the order of
 * segments and names, from all that a scan would use. Throws `usage.invalid-argument` for an empty text.
 */
export function searchDatabase(
  location: DatabaseLocation,
  text: string,
  scope: Scope,
): readonly SearchHit[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '')
    throw new CaissonError('usage.invalid-argument', 'the package to search for is empty');
  const selection = selectSegments(location);
  if (selection === undefined) return [];
  const search = new Search(selection, location.cache, scope);
  const packages = search.byPackage(wanted);
  const exact = packages.filter((hit) => hit.package.toLowerCase() === wanted);
  if (exact.length > 0) return exact.slice(0, maxHits);
  const named = isId(wanted) ? search.byId(wanted) : [];
  return (named.length > 0 ? named : packages).slice(0, maxHits);
}

/** `CVE-2024-3094`, `GHSA-…`, `ALSA-2024:1234`: letters, a dash, and more of which something is a digit. */
function isId(text: string): boolean {
  return (
    text.length <= 120 && /^[a-z]+-.+$/.test(text) && (/\d/.test(text) || text.startsWith('ghsa-'))
  );
}

class Search {
  readonly #selection: Selection;
  readonly #cache: string;
  readonly #scope: Scope;

  constructor(selection: Selection, cache: string, scope: Scope) {
    this.#selection = selection;
    this.#cache = cache;
    this.#scope = scope;
  }

  byPackage(wanted: string): readonly SearchHit[] {
    return this.#inEach((open, segment) =>
      open
        .keysLike(wanted, maxHits)
        .map((name) => ({ segment, package: name, advisories: open.byPackage(name) })),
    );
  }

  /** Reads every fact: half a second for a hundred thousand. */
  byId(wanted: string): readonly SearchHit[] {
    const names = new Set(this.#namesOf(wanted.toUpperCase()).map((name) => name.toLowerCase()));
    names.add(wanted);
    return this.#inEach((open, segment) =>
      open.keysLike('', Number.MAX_SAFE_INTEGER).flatMap((name) => {
        const advisories = open.byPackage(name).filter((one) => isNamed(one, names));
        return advisories.length === 0 ? [] : [{ segment, package: name, advisories }];
      }),
    );
  }

  /** Ids are written in capitals, but for the random part of a GHSA id. */
  #namesOf(id: string): readonly string[] {
    const spelling = id.startsWith('GHSA-') ? `GHSA-${id.slice(5).toLowerCase()}` : id;
    const cores = this.#selection.cores.map((core) =>
      this.#open(core, (path) => new CoreSegment(path)),
    );
    try {
      return aliasesIn(cores, spelling);
    } finally {
      for (const core of cores) core[Symbol.dispose]();
    }
  }

  #inEach(find: (open: FactSegment, segment: string) => readonly SearchHit[]): SearchHit[] {
    const hits: SearchHit[] = [];
    for (const [name, placed] of [...this.#selection.facts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      checkpoint(this.#scope.signal);
      using open = this.#open(placed, (path) => new FactSegment(path));
      hits.push(...find(open, name));
      if (hits.length > maxHits * 10) return hits;
    }
    return hits;
  }

  #open<Opened>({ segment, database }: PlacedSegment, open: (path: string) => Opened): Opened {
    const place = { blobs: database.blobs, cache: this.#cache };
    return openSegment(place, segment, this.#scope, open);
  }
}

/** An erratum names many CVEs; each of them is asked for. */
function isNamed({ id, cves, aliases }: Advisory, names: ReadonlySet<string>): boolean {
  return [id, ...cves, ...aliases].some((name) => names.has(name.toLowerCase()));
}
