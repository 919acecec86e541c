import type { DetectionReason } from './detection.ts';
import type { JsonObject } from './json-value.ts';
import type { WorkloadContainer } from './workload.ts';

/** What an action does to the application. `disrupt` may stop it. */
const impacts = ['observe', 'contain', 'disrupt'] as const;
export type Impact = (typeof impacts)[number];

export const actionKinds = [
  'deny-exec',
  'quarantine-network',
  'freeze',
  'snapshot',
  'kill-process',
  'kill-container',
  'stop-container',
  'restart-container',
  'isolate-service',
  'label-pod',
  'delete-pod',
  'cordon-node',
  'capture',
  'notify',
] as const;
export type ActionKind = (typeof actionKinds)[number];

/** What an action is done to. Identity is the kernel's (cgroup, pid and start time), never text alone. */
export interface ActionTarget {
  readonly container?: WorkloadContainer;
  readonly cgroupId?: string;
  readonly pid?: number;
  /** Start of the process in milliseconds since the Unix epoch: guards against reuse of the pid. */
  readonly processStart?: number;
  readonly node?: string;
}

export interface ActionRequest {
  readonly kind: ActionKind;
  readonly target: ActionTarget;
  /** Of the kind: `{allow: […]}`, `{memory: true}`. */
  readonly options: JsonObject;
  readonly ttlMs?: number;
  readonly reason: string;
  readonly incident?: string;
  /** A person, or `playbook/NAME`. */
  readonly requestedBy: string;
}

/** What an action would do; nothing has happened yet. */
export interface ActionPlan {
  readonly id: string;
  readonly request: ActionRequest;
  readonly impact: Impact;
  /** Steps in a person's words, in order. */
  readonly steps: readonly string[];
  /** What is affected: processes, connections, replicas that stay. */
  readonly blastRadius: readonly DetectionReason[];
  readonly undo: string | undefined;
  readonly expires?: number;
  /** Why it may not run; empty when it may. */
  readonly refusals: readonly string[];
  /** Weaker action to take where this one is refused by a limit. */
  readonly instead?: ActionKind;
}

export type ActionState =
  | 'planned'
  | 'awaiting-approval'
  | 'simulated'
  | 'running'
  | 'active'
  | 'done'
  | 'undoing'
  | 'undone'
  | 'expired'
  | 'failed'
  | 'refused';

/** The audit record of one action; each change is written before and after it happens. */
export interface ActionRecord {
  readonly plan: ActionPlan;
  readonly state: ActionState;
  readonly grant?: Grant;
  /** Milliseconds since the Unix epoch, one entry a change, oldest first. */
  readonly history: readonly {
    readonly time: number;
    readonly state: ActionState;
    readonly by: string;
    readonly text?: string;
  }[];
  /** What it gave: path and digest of a bundle, microseconds that the kernel took. */
  readonly result?: JsonObject;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Who allowed it. */
export interface Grant {
  readonly by: 'policy' | 'person';
  readonly name: string;
  readonly time: number;
}

/** A playbook of the catalogue or of the user: `caisson.dev/v1alpha1`, kind `Playbook`. */
export interface Playbook {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly when: PlaybookCondition;
  readonly scope: PlaybookScope;
  readonly limits: PlaybookLimits;
  readonly mode: 'simulate' | 'approve' | 'automatic';
  readonly approvers: {
    readonly count: number;
    readonly timeoutMs: number;
    readonly onTimeout: 'stop' | 'stop-at-freeze' | 'continue';
  };
  readonly steps: readonly PlaybookStep[];
  readonly onExpiry: 'revert' | 'keep';
}
export interface PlaybookCondition {
  readonly minimumScore?: number;
  readonly minimumSeverity?: string;
  /** Any of these: globs over rule names, tags, kinds of detection. Empty: any incident. */
  readonly any: readonly {
    readonly rule?: string;
    readonly tag?: string;
    readonly kind?: string;
  }[];
}
export interface PlaybookScope {
  readonly namespaces: readonly string[];
  readonly images: readonly string[];
  readonly containers: readonly string[];
  readonly excludeLabels: Readonly<Record<string, string>>;
}
export interface PlaybookLimits {
  /** Containers acted on within `perMs`. */
  readonly containers: number;
  readonly perMs: number;
  /** Share of the replicas of one workload, 0–1. */
  readonly perWorkload: number;
  readonly keepReady: number;
}
export interface PlaybookStep {
  readonly action: ActionKind | 'thaw' | 'release';
  readonly options: JsonObject;
  readonly ttlMs?: number;
}
