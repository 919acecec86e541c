import type { Advisory, AffectedRange } from './advisory.ts';
import type { Component } from './component.ts';

/** Why a component is held to be vulnerable; kept with the finding so that a person can check it. */
export interface Match {
  readonly advisory: Advisory;
  readonly component: Component;
  readonly because: MatchReason;
}

/** The comparison that decided. `comparedVersion` is the source package's version for distribution advisories. */
export interface MatchReason {
  readonly segment: string;
  /** The name that was looked up: source package, binary package or library. */
  readonly package: string;
  readonly comparedVersion: string;
  readonly scheme: string;
  /** Absent when the version stands in the advisory's list of versions. */
  readonly range?: AffectedRange;
}
