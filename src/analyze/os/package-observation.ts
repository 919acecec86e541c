import { CaissonError } from '#kit/error.ts';
import { normalizePath } from '#kit/path.ts';
import { type Component, componentId } from '#model/component.ts';
import { ecosystems } from '#model/ecosystem.ts';
import type { ComponentObservation, Gap, OwnershipObservation } from '#model/observation.ts';
import { formatPurl, type Purl } from '#model/purl.ts';

/** What a package database states of a package. Empty texts and lists are left out of the component. */
export interface PackageFacts
  extends Pick<
    Component,
    | 'name'
    | 'version'
    | 'source'
    | 'architecture'
    | 'licenses'
    | 'requires'
    | 'provides'
    | 'supplier'
    | 'modularity'
  > {
  /** `name` and `version` only where they differ from the component's. A type that is no ecosystem of ours makes it `generic`. */
  readonly purl: Omit<Purl, 'name' | 'subpath'> & { readonly name?: string };
}

/**
 * A package that stands in the database `path`. Its purl lacks namespace and `distro`, which one file does not tell:
 * `completePurl` adds them when the operating system is known.
 */
export function packageObservation(path: string, facts: PackageFacts): ComponentObservation {
  const { purl: parts, name, version, ...rest } = facts;
  const purl = formatPurl({ name, version, ...parts });
  const told = Object.entries(rest).filter(
    ([, value]: readonly [string, unknown]) =>
      value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return {
    type: 'component',
    component: {
      ...Object.fromEntries(told),
      id: componentId(purl, path),
      name,
      version,
      purl,
      ecosystem: ecosystems.find((ecosystem) => ecosystem === parts.type) ?? 'generic',
      presence: 'installed',
      locations: [{ path }],
    },
  };
}

/** The files of a package, normalised; nothing when there are none. */
export function* ownershipObservations(
  path: string,
  owner: Pick<OwnershipObservation, 'ecosystem' | 'package'>,
  listed: readonly string[],
): Iterable<OwnershipObservation> {
  const paths = listed.flatMap((raw) => normalizePath(raw) ?? []);
  if (paths.length > 0) yield { type: 'ownership', location: { path }, ...owner, paths };
}

/** Collects entries that cannot be read, so that a file full of them gives one gap and not thousands. */
export class Faults {
  #count = 0;
  #first = '';

  /** `what` says what is wrong with the entry and where it stands. Throws `limit.entries` when there are far too many. */
  add(what: string): void {
    if (this.#count === 0) this.#first = what;
    this.#count += 1;
    if (this.#count > maxFaults)
      throw new CaissonError('limit.entries', 'package database has too many unreadable entries');
  }

  *gaps(path: string): Iterable<Gap> {
    if (this.#count === 0) return;
    const more = this.#count === 1 ? '' : ` (and ${this.#count - 1} more)`;
    const detail = `package database has an unreadable entry: ${this.#first}${more}`;
    yield { type: 'gap', location: { path }, reason: 'malformed', detail };
  }
}

/** A database with more is no database; every fault costs time. */
const maxFaults = 10_000;

/** Counts what a database makes us keep. Throws `limit.entries` when it is more than `most`. */
export class Budget {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  spend(count: number): void {
    this.#left -= count;
    if (this.#left < 0)
      throw new CaissonError('limit.entries', 'package database lists too many files or names');
  }
}

/** Whether `text` can be the name or version of a package: no spaces or controls, not empty, of bearable length. */
export function isPlainWord(text: string | undefined): text is string {
  return text !== undefined && text.length <= maxWordLength && /^[^\s\p{C}]+$/u.test(text);
}

const maxWordLength = 512;
