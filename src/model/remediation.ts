/** Kinds of actions, cheapest to try first. */
export const actionKinds = [
  'rebase',
  'os-upgrade',
  'bump',
  'toolchain',
  'remove',
  'system-upgrade',
] as const;
export type ActionKind = (typeof actionKinds)[number];

/** One thing that a person can do, with what a second matching of the changed inventory says it brings. */
export interface RemediationAction {
  readonly kind: ActionKind;
  /** An order to a person: `upgrade 5 packages of Debian 12`, `bump express to 4.19.2`. */
  readonly title: string;
  /** What to type or change, one line each; empty when nothing can be typed. */
  readonly commands: readonly string[];
  readonly changes: readonly VersionChange[];
  /** Fingerprints of findings that are gone afterwards. */
  readonly removes: readonly string[];
  /** Findings that the new versions would bring, as `id name version`. */
  readonly introduces: readonly string[];
  /** 1 rebase, 2 package bump, 3 manifest change, 5 major upgrade. */
  readonly effort: number;
  /** Files to edit: lock files, manifests, Dockerfile. */
  readonly paths: readonly string[];
  /** What stands in the way: ancestors whose declared range refuses the fixed version. */
  readonly blockers: readonly string[];
}

/** `component` is the id; `via` is the direct dependency to change when the component itself is not direct. */
export interface VersionChange {
  readonly component: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly via?: string;
}

/** Ranked actions: each counts what it removes after all those before it were done. */
export interface RemediationPlan {
  readonly actions: readonly RemediationAction[];
  /** Findings that are open before anything is done, and after all actions. */
  readonly before: number;
  readonly after: number;
  /** Fingerprints that no action removes. */
  readonly remaining: readonly string[];
}

/** How a component came in: names from the project's own dependency down to it. */
export interface DependencyPath {
  /** Component ids, the direct dependency first, the component itself last. */
  readonly ids: readonly string[];
  /** `name version` of each. */
  readonly names: readonly string[];
  /** How many shortest and longer ways there are, counted up to 100. */
  readonly ways: number;
}
