import type { ObjectReference } from './kubernetes.ts';
import type { Severity } from './severity.ts';

/** How a cluster, or what is to become one, stands: points, what they are made of, and what to do first. */
export interface PostureSummary {
  /** Of the way in which points are counted; summaries of different methods are not compared. */
  readonly method: 'points/1';
  /** RFC 3339 moment. */
  readonly at: string;
  /** 0 to 100: the mean of all namespaces, each counted by its workloads and at least once. 100 where nothing was found. */
  readonly score: number;
  readonly counts: PostureCounts;
  /** Lowest score first; what belongs to no namespace comes as one without a name. */
  readonly namespaces: readonly NamespaceScore[];
  /** Lowest score first. */
  readonly workloads: readonly WorkloadScore[];
  /** What removes most, first. */
  readonly first: readonly FixStep[];
  /** Everything that is open, to compare a later summary with. */
  readonly open: readonly OpenCheck[];
  /** Against an earlier summary; absent without one. */
  readonly change?: PostureChange;
}

/** How many findings there are. Accepted ones cost nothing and are counted apart. */
export interface PostureCounts {
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** All that count: the sum of `bySeverity`. */
  readonly open: number;
  /** Accepted by an exception or a marker. */
  readonly excepted: number;
}

/** What one check takes from a score. */
export interface ScoreCost {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** Findings. */
  readonly findings: number;
  /** Objects that have it. */
  readonly objects: number;
  /** Points, to one decimal. Up to that rounding those of a score and all its costs add up to 100. */
  readonly points: number;
}

export interface NamespaceScore {
  /** Absent for what belongs to the whole cluster. */
  readonly namespace?: string;
  readonly score: number;
  readonly workloads: number;
  readonly counts: PostureCounts;
  /** Most points first. */
  readonly costs: readonly ScoreCost[];
}

export interface WorkloadScore {
  readonly object: ObjectReference;
  readonly score: number;
  readonly counts: PostureCounts;
  /** Most points first. */
  readonly costs: readonly ScoreCost[];
}

/** One thing to do, which settles one check in many objects. */
export interface FixStep {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** The change as an order: that of the patch where there is one, else of the catalogue. */
  readonly action: string;
  /** How many of the findings a patch settles. */
  readonly patched: number;
  /** All of these patches keep what the program does. */
  readonly isSafe: boolean;
  readonly findings: number;
  readonly objects: number;
  readonly namespaces: number;
  /** How many points the whole score rises when all of it is done. */
  readonly gain: number;
  /** At most five of the objects. */
  readonly examples: readonly ObjectReference[];
}

/** The open findings of one check. */
export interface OpenCheck {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** Sorted. */
  readonly fingerprints: readonly string[];
}

export interface PostureChange {
  /** RFC 3339 moment of the earlier summary. */
  readonly since: string;
  readonly direction: 'better' | 'worse' | 'same';
  /** Points of the whole score, positive when it rose. */
  readonly score: number;
  /** How many findings are new, and how many are gone. */
  readonly opened: number;
  readonly closed: number;
  /** The checks with findings that came or went, heaviest first. */
  readonly checks: readonly CheckChange[];
  /** Namespaces whose score changed, biggest loss first. A namespace that is new has no score before, one that is gone none after. */
  readonly namespaces: readonly NamespaceChange[];
}

export interface CheckChange {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly opened: number;
  readonly closed: number;
}

export interface NamespaceChange {
  readonly namespace?: string;
  readonly before?: number;
  readonly after?: number;
}
