import type { Component, License, Relation } from './component.ts';
import type { Ecosystem } from './ecosystem.ts';
import type { Fault } from './fault.ts';
import type { Location } from './location.ts';
import type { OperatingSystem } from './os.ts';
import type { Secret } from './secret.ts';

/** What an analyzer may say about a file. A gap says what could not be examined, so silence never means "clean". */
export type Observation =
  | ComponentObservation
  | RelationObservation
  | OwnershipObservation
  | OperatingSystemObservation
  | LicenseObservation
  | RepositoriesObservation
  | SupplementObservation
  | SecretObservation
  | FaultObservation
  | FactObservation
  | DigestObservation
  | Gap;

export interface ComponentObservation {
  readonly type: 'component';
  readonly component: Component;
}

/** An edge between two components that the same file states (lock files, build information, nested archives). */
export interface RelationObservation {
  readonly type: 'relation';
  readonly location: Location;
  readonly relation: Relation;
}

/** The files that a package manager installed for a package, as absolute paths: they say who owns what is found there. */
export interface OwnershipObservation {
  readonly type: 'ownership';
  readonly location: Location;
  readonly ecosystem: Ecosystem;
  readonly package: string;
  readonly paths: readonly string[];
  /**
   * What the package manager recorded of their content, in the order of `paths`: lower-case hex without an algorithm name,
   * empty where it recorded none or lets the administrator change the file (configuration files).
   */
  readonly digests?: { readonly algorithm: DigestAlgorithm; readonly values: readonly string[] };
}
export type DigestAlgorithm = 'md5' | 'sha1' | 'sha256';

export interface OperatingSystemObservation {
  readonly type: 'os';
  readonly location: Location;
  readonly os: OperatingSystem;
}

/** Licences of a package that stand in another file than the package itself (Debian's `copyright`); joined by name. */
interface LicenseObservation {
  readonly type: 'license';
  readonly location: Location;
  readonly ecosystem: Ecosystem;
  readonly package: string;
  readonly licenses: readonly License[];
}

/** Repositories that a file names as the origin of installed packages; they end up in `OperatingSystem.repositories`. */
export interface RepositoriesObservation {
  readonly type: 'repositories';
  readonly location: Location;
  readonly names: readonly string[];
}

/**
 * What a file says about components that another file describes: `REQUESTED` beside `METADATA`. `of` is the path of that other
 * file; nothing happens when no component was read from it.
 */
export interface SupplementObservation {
  readonly type: 'supplement';
  readonly location: Location;
  readonly of: string;
  readonly facts: Pick<Component, 'direct' | 'scopes' | 'requires'>;
}

/** A password, key or token. Kept in whatever layer it stands: what a later layer hides can still be read by anyone. */
interface SecretObservation {
  readonly type: 'secret';
  readonly location: Location;
  readonly secret: Secret;
}

/** Something wrong that one file alone proves. */
export interface FaultObservation {
  readonly type: 'fault';
  readonly location: Location;
  readonly fault: Fault;
  /** It stays a fault where a later layer hides the file: a key can still be read, a setting no longer counts. */
  readonly survives?: true;
}

/**
 * What a file says that only a reviewer with the whole tree can judge: settings of a service, accounts. `topic` names the
 * reviewer's question (`service/redis`), `values` are its own affair; they never hold a secret.
 */
export interface FactObservation {
  readonly type: 'fact';
  readonly location: Location;
  readonly topic: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Digests of a file's content, in lower-case hex: whether it is still what its package installed. */
export interface DigestObservation {
  readonly type: 'digest';
  readonly location: Location;
  readonly digests: Readonly<Partial<Record<DigestAlgorithm, string>>>;
}

/** Something that could not be examined. `detail` is for people: what, and how far it got. */
export interface Gap {
  readonly type: 'gap';
  readonly location: Location;
  readonly reason: GapReason;
  readonly detail: string;
}

export const gapReasons = [
  'malformed',
  'unsupported',
  'too-large',
  'unreadable',
  'timed-out',
  'crashed',
  'no-advisories',
  'stale-advisories',
  'unknown-version',
] as const;
export type GapReason = (typeof gapReasons)[number];
