import type { Component, License, Relation } from './component.ts';
import type { Ecosystem } from './ecosystem.ts';
import type { Location } from './location.ts';
import type { OperatingSystem } from './os.ts';

/** What an analyzer may say about a file. A gap says what could not be examined, so silence never means "clean". */
export type Observation =
  | ComponentObservation
  | RelationObservation
  | OwnershipObservation
  | OperatingSystemObservation
  | LicenseObservation
  | RepositoriesObservation
  | SupplementObservation
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
}

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
