import type { Json } from './json-value.ts';
import type { AuditEvent, RuntimeEvent, RuntimeProcess, SensorLoss } from './runtime-event.ts';
import type { Severity } from './severity.ts';
import type { WorkloadContainer } from './workload.ts';

/** Priorities of the Falco rule language, highest first. */
export const priorities = [
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'informational',
  'debug',
] as const;
export type Priority = (typeof priorities)[number];

/** Something calls an event not normal, and says why. Plain data: nothing in it changes afterwards. */
export interface Detection {
  /** 26 characters, sortable by time (ULID). */
  readonly id: string;
  /** Milliseconds since the Unix epoch of the event, with fraction. */
  readonly time: number;
  readonly kind: DetectionKind;
  /** Name of the rule, or for other kinds what they are about: `profile/exec`, `drift/executable`, `sensor/flood`. */
  readonly rule: string;
  /** Permanent id in our catalogue, where the rule comes from it: `CSN-RT-0012`. */
  readonly ruleId?: string;
  readonly priority: Priority;
  readonly severity: Severity;
  readonly source: 'syscall' | 'k8s_audit';
  readonly tags: readonly string[];
  /** One line for people; byte strings already turned into text, control characters escaped. */
  readonly output: string;
  readonly outputFields: Readonly<Record<string, Json>>;
  /** A copy. Absent for losses and for novelties that were counted, not seen. */
  readonly event?: RuntimeEvent | AuditEvent;
  readonly process?: RuntimeProcess;
  readonly container?: WorkloadContainer;
  /** Why, as facts: leaf and value, file and line of the rule, the expected behaviour of a profile. */
  readonly because: readonly DetectionReason[];
  /** Events were lost in its window: what led to it may be missing. */
  readonly incomplete?: boolean;
  /** Points of the rule author for the incident (0–100). */
  readonly risk?: number;
  /** Responses that the rule asks for; only what policy grants runs. */
  readonly response?: readonly string[];
  readonly simulate?: boolean;
  /** Earlier events of a sequence, oldest first. */
  readonly earlier?: readonly { readonly as: string; readonly event: RuntimeEvent | AuditEvent }[];
  /** How often it occurred, when repeats were folded into it; absent means once. */
  readonly count?: number;
  readonly loss?: SensorLoss;
}
type DetectionKind = 'rule' | 'profile' | 'drift' | 'verdict' | 'loss' | 'sensor';

export interface DetectionReason {
  readonly label: string;
  readonly text: string;
}

/** Detections that belong together, with what was done about them. */
export interface Incident {
  readonly id: string;
  readonly status: IncidentStatus;
  /** What happened in one sentence. */
  readonly title: string;
  readonly severity: Severity;
  /** Sum of points, 0 and more; `scoreReasons` says where they come from. */
  readonly score: number;
  readonly scoreReasons: readonly DetectionReason[];
  /** Milliseconds since the Unix epoch. */
  readonly opened: number;
  readonly updated: number;
  readonly closed?: number;
  /** Absent on the host. */
  readonly container?: WorkloadContainer;
  readonly workload?: string;
  /** Pids of the process trees it is about, roots first. */
  readonly processes: readonly IncidentProcess[];
  /** At most 200 in full, newest kept; `detectionCount` counts all. */
  readonly detections: readonly Detection[];
  readonly detectionCount: number;
  /** ATT&CK techniques of its detections: `T1059.004`. */
  readonly techniques: readonly string[];
  /** What the image scan says that matters here. */
  readonly findings: readonly IncidentFinding[];
  readonly timeline: readonly TimelineEntry[];
  readonly assignee?: string;
  /** Verdict at closing. */
  readonly verdict?: 'true' | 'benign' | 'false';
  readonly incomplete?: boolean;
}
export type IncidentStatus = 'open' | 'contained' | 'resolved' | 'dismissed';

export interface IncidentProcess {
  readonly pid: number;
  readonly parentPid?: number;
  readonly name: string;
  readonly commandLine: string;
  readonly exePath: string;
  readonly uid: number;
  readonly start: number;
  /** Rules that named it. */
  readonly rules: readonly string[];
}

export interface IncidentFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly component?: string;
  readonly title: string;
  /** Why it matters here: `the process runs from this package`, `exploited in the wild`. */
  readonly why: string;
  /** A process of the incident runs from its component. */
  readonly running?: boolean;
}

/** One fact of an incident. `actor` is a process, a person or `caisson`. */
export interface TimelineEntry {
  readonly time: number;
  readonly kind: 'detection' | 'action' | 'status' | 'note' | 'audit' | 'loss';
  readonly actor: string;
  readonly text: string;
}

/** An accepted detection: it is still recorded, but opens no incident. */
export interface RuntimeException {
  readonly id: string;
  readonly rule: string;
  /** All of these fields have these values (Falco field names; globs where a value holds `*`). */
  readonly match: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly author: string;
  /** RFC 3339 date or time. Never absent: an exception without an end is a rule change. */
  readonly expires: string;
}
