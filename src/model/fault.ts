import type { ObjectReference } from './kubernetes.ts';
import type { Location } from './location.ts';
import type { Severity } from './severity.ts';
import type { Fix } from './source-range.ts';

export const faultKinds = ['misconfiguration', 'credential', 'malware'] as const;
export type FaultKind = (typeof faultKinds)[number];

/**
 * Something wrong that a check proved in a file, an image configuration or a tree. It becomes a finding as it stands: all
 * that varies is here, and what the catalogue says of the check is copied in, so that a saved report explains itself.
 */
export interface Fault {
  readonly kind: FaultKind;
  /** Permanent id of the check in the catalogue: `CSN-DF-0012`. */
  readonly rule: string;
  readonly severity: Severity;
  /** The check's title, one line. */
  readonly title: string;
  /** Never empty; the first one is where it has to be changed. */
  readonly locations: readonly [Location, ...Location[]];
  /** What is wrong here, with names and values: one or two sentences. Never holds a secret. */
  readonly message: string;
  /** What has the fault inside the file: a build stage, a job, an account, a service. */
  readonly subject?: string;
  /** The object of a cluster that has it. */
  readonly object?: ObjectReference;
  /**
   * Tells it apart from others of the same rule in the same file; it must survive edits elsewhere in the file, so it holds no
   * line number. Absent: `subject` and `message` do.
   */
  readonly identity?: string;
  /** What proves it, as pairs for people. */
  readonly evidence?: readonly { readonly label: string; readonly text: string }[];
  /** Why it matters, in the words of the catalogue. */
  readonly rationale?: string;
  /** What to do, as an order to a person. */
  readonly remediation: string;
  /** Ids of other tools for the same question: `hadolint:DL3006`. */
  readonly aliases: readonly string[];
  /** Pages that explain it. */
  readonly references: readonly string[];
  /** Items of frameworks that it answers: `cis-docker-1.6:4.1`. */
  readonly controls?: readonly string[];
  readonly fixes?: readonly Fix[];
  /** A marker in the file itself accepts it. */
  readonly allowed?: InlineAllowance;
  /** The file is no longer there: a later layer deleted or replaced it. */
  readonly hidden?: Hidden;
}

/** Why the merged tree of an image no longer shows a file of a lower layer. */
export interface Hidden {
  readonly state: 'deleted' | 'overwritten';
  /** diffID of the layer that hides it. */
  readonly by: string;
}

/** A comment in a file that accepts a fault: `# hadolint ignore=DL3008`. */
export interface InlineAllowance {
  /** The marker as written, cut to 200 characters. */
  readonly marker: string;
  readonly line: number;
  /** Reason that stands beside it. */
  readonly reason?: string;
  /** Last day on which it counts, `YYYY-MM-DD`. */
  readonly until?: string;
}
