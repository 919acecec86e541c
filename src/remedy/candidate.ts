import type { ActionKind, RemediationAction, VersionChange } from '#model/remediation.ts';

/** What can be done at once and was simulated as one: usually another version of one component. */
export interface Unit {
  readonly changes: readonly VersionChange[];
  /** Fingerprints of findings that are gone afterwards. */
  readonly removes: readonly string[];
  /** `id name version` of what comes in. */
  readonly introduces: readonly string[];
}

/** The parts of an action that are for people. */
export type ActionText = Pick<RemediationAction, 'title' | 'commands' | 'paths' | 'blockers'>;

/** An action that could be taken. Of its units only those that still remove something are. */
export interface Candidate {
  readonly kind: ActionKind;
  /** Decides between candidates of equal worth; unique. */
  readonly key: string;
  readonly effort: number;
  readonly units: readonly Unit[];
  /** That it ends its findings was not shown by matching: comes after what was, of equal worth. */
  readonly isUnproven?: true;
  /** Writes the action for the units that were taken; never called without any. */
  readonly describe: (units: readonly Unit[]) => ActionText;
}
