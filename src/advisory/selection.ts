import { bundledDatabase, type Database, selectDatabase, updatedDatabase } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import type { ManifestSegment, SegmentKind } from './manifest.ts';

/** A segment and the database that it is taken from. */
export interface PlacedSegment {
  readonly segment: ManifestSegment;
  readonly database: Database;
}

/** Which segments look-ups use. `database` is the chosen one; what it lacks comes from the other one of this machine. */
export interface Selection {
  readonly database: Database;
  readonly facts: ReadonlyMap<string, PlacedSegment>;
  /** Two when facts of two databases are in use; the chosen database's comes first. */
  readonly cores: readonly PlacedSegment[];
  readonly kev?: PlacedSegment;
  readonly epss?: PlacedSegment;
  readonly lifecycles?: PlacedSegment;
  readonly products?: PlacedSegment;
}

/**
 * The chosen database, filled up from the other one: facts of ecosystems and releases that it lacks, and of the `kev` and `epss`
 * tables the one of the later day. So a database of one ecosystem hides nothing that came with the program, and a newer
 * program nothing that was built here. `undefined` when there is no database at all.
 */
export function selectSegments(location: DatabaseLocation): Selection | undefined {
  const database = selectDatabase(location);
  if (database === undefined) return undefined;
  const own = placed(database);
  const other = placed(otherDatabase(database, location));
  const facts = byName(own);
  const missing = [...byName(other)].filter(([name]) => !facts.has(name));
  const cores = missing.length > 0 ? [...own, ...other] : own;
  const kev = latest([...own, ...other], 'kev');
  const epss = latest([...own, ...other], 'epss');
  const lifecycles = first([...own, ...other], 'lifecycles');
  const products = first([...own, ...other], 'products');
  return {
    database,
    facts: new Map([...facts, ...missing]),
    cores: cores.filter(({ segment }) => segment.kind === 'core'),
    ...(kev !== undefined && { kev }),
    ...(epss !== undefined && { epss }),
    ...(lifecycles !== undefined && { lifecycles }),
    ...(products !== undefined && { products }),
  };
}

function otherDatabase(chosen: Database, location: DatabaseLocation): Database | undefined {
  if (location.named === true) return undefined;
  return chosen.origin === 'updated' ? bundledDatabase(location) : updatedDatabase(location);
}

function placed(database: Database | undefined): readonly PlacedSegment[] {
  if (database === undefined) return [];
  return database.manifest.segments.map((segment) => ({ segment, database }));
}

function byName(segments: readonly PlacedSegment[]): ReadonlyMap<string, PlacedSegment> {
  const facts = segments.filter(({ segment }) => segment.kind === 'facts');
  return new Map(facts.map((one) => [one.segment.name, one]));
}

function first(segments: readonly PlacedSegment[], kind: SegmentKind): PlacedSegment | undefined {
  return segments.find(({ segment }) => segment.kind === kind);
}

/** Of equally old ones the first. */
function latest(segments: readonly PlacedSegment[], kind: SegmentKind): PlacedSegment | undefined {
  const [first, ...rest] = segments.filter(({ segment }) => segment.kind === kind);
  return rest.reduce(
    (best, one) => (best !== undefined && best.segment.newest >= one.segment.newest ? best : one),
    first,
  );
}
