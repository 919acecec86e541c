import type { Severity } from '#model/severity.ts';
import type { ChangeKind } from '#wire/change-kind.ts';
import type { Place } from './platform.ts';

/** One change with what is known of its subject at the moment of delivery. Every format is a projection of it. */
export interface DeliveryRecord {
  /** ULID of the change: the idempotency key, the same at every attempt. */
  readonly id: string;
  readonly seq: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
  readonly kind: ChangeKind;
  readonly activity: 'create' | 'update' | 'close';
  /** Same for all changes of one thing; their order is kept. */
  readonly subject: string;
  readonly text: string;
  readonly severity: Severity;
  readonly place: Place;
  /** Page of the console. */
  readonly url?: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly about: RecordSubject;
  readonly product: { readonly version: string; readonly installation: string };
}
export type RecordSubject =
  | { readonly type: 'finding'; readonly finding: FindingFacts }
  | { readonly type: 'asset'; readonly asset: AssetFacts }
  | { readonly type: 'detection'; readonly detection: DetectionFacts }
  | { readonly type: 'incident'; readonly incident: IncidentFacts }
  | { readonly type: 'audit'; readonly audit: AuditFacts }
  | { readonly type: 'other' };

export interface AssetFacts {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly identity: string;
  readonly digest?: string;
  readonly os?: string;
}
export interface FindingFacts {
  readonly fingerprint: string;
  /** vulnerability, lifecycle, license, secret, misconfiguration, credential, malware. */
  readonly kind: string;
  readonly rule: string;
  readonly title: string;
  readonly state: string;
  readonly tier: string;
  readonly score: number;
  readonly asset: AssetFacts;
  readonly component?: { readonly name: string; readonly version: string; readonly purl: string };
  readonly fixedVersion?: string;
  readonly exploited: boolean;
  readonly epss?: number;
  readonly cvss?: number;
  /** `CVSS:3.1/…`. */
  readonly cvssVector?: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly exposure: string;
  readonly owner?: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly due?: number;
  readonly breached: boolean;
}
export interface DetectionFacts {
  readonly id: string;
  readonly rule: string;
  readonly ruleId?: string;
  readonly priority?: string;
  readonly output: string;
  readonly tags: readonly string[];
  readonly node?: string;
  readonly container?: {
    readonly id: string;
    readonly name?: string;
    readonly image?: string;
    /** Digest of the image. */
    readonly digest?: string;
    readonly engine?: string;
    readonly pod?: string;
  };
  readonly process?: ProcessFacts;
  readonly incident?: string;
}
export interface ProcessFacts {
  readonly pid: number;
  readonly name: string;
  readonly path?: string;
  readonly commandLine?: string;
  readonly uid?: number;
  readonly user?: string;
  /** Milliseconds since the Unix epoch, whole. */
  readonly start?: number;
  readonly parent?: ProcessFacts;
}
export interface IncidentFacts {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly score: number;
  readonly detections: number;
  readonly techniques: readonly string[];
  readonly assignee?: string;
  readonly verdict?: string;
  readonly workload?: string;
  readonly node?: string;
  /** The newest of its detections, oldest first. */
  readonly recent?: readonly {
    readonly id: string;
    readonly time: number;
    readonly rule: string;
    readonly severity: string;
    readonly output: string;
    readonly url?: string;
  }[];
}
export interface AuditFacts {
  readonly actor: string;
  readonly actorId: string;
  readonly action: string;
  readonly outcome: string;
  readonly remote?: string;
  /** What it was done to. */
  readonly subject?: string;
}

/** What became of one record. `transport` says that the other end could not be used at all, whatever was sent. */
export type Outcome =
  | { readonly type: 'delivered' }
  | {
      readonly type: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly transport: boolean;
    }
  | { readonly type: 'dead'; readonly reason: string; readonly transport: boolean };

/** Sends records to one destination. Never throws for what the other end did: that is an outcome, one for each record. */
export interface Sender extends AsyncDisposable {
  /** Records that one call takes at most; each has another subject. */
  readonly maxRecords: number;
  send(records: readonly DeliveryRecord[], signal: AbortSignal): Promise<readonly Outcome[]>;
}

/** Where a destination is and how it is used; secrets are in the clear here and nowhere else. */
export interface DestinationTarget {
  readonly kind: string;
  readonly format: 'ocsf' | 'ecs' | 'cef' | 'json';
  readonly address: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly allowPrivate: boolean;
}

/** What a destination remembers of a subject: the key of its ticket, the time stamp of its thread. */
export interface DestinationMemory {
  get(subject: string): Promise<string | undefined>;
  set(subject: string, value: string): Promise<void>;
}
