import type { ActionTarget } from '#model/response.ts';

/** What a snapshot is to hold. */
export interface SnapshotOptions {
  /** Memory of its processes, up to the limit. */
  readonly memory: boolean;
  /** Files that the container added or changed. */
  readonly upper: boolean;
  /** How far back raw events go, in milliseconds; 0: none. */
  readonly eventsMs: number;
  /** Bytes of memory of one container. */
  readonly maxMemoryBytes: number;
  /** Bytes of the whole bundle before compression. */
  readonly maxBundleBytes: number;
  /** The container is let go after this time; what was not read by then is left out. */
  readonly maxFrozenMs: number;
}

export const defaultSnapshotOptions: SnapshotOptions = {
  memory: true,
  upper: true,
  eventsMs: 300_000,
  maxMemoryBytes: 2 * 2 ** 30,
  maxBundleBytes: 8 * 2 ** 30,
  maxFrozenMs: 5000,
};

/** Stops the processes of the target while they are looked at. */
export interface Freezer {
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

/** An order for one bundle. */
export interface EvidenceOrder {
  readonly id: string;
  readonly target: ActionTarget;
  readonly options: SnapshotOptions;
  /** Absent: the container goes on, and the bundle says so. */
  readonly freezer?: Freezer;
  readonly incident?: string;
  readonly requestedBy: string;
  readonly reason: string;
}

/** Takes bundles. Throws `host.missing-privilege`, `host.io`, `input.not-found`. */
export interface EvidenceTaker {
  take(order: EvidenceOrder): Promise<BundleFacts>;
}

/** What became of an order. */
export interface BundleFacts {
  readonly path: string;
  /** Of `manifest.json`, 64 hex digits: what is signed, and what the next bundle names. */
  readonly manifestSha256: string;
  /** Of the file as stored. */
  readonly sizeBytes: number;
  readonly files: number;
  readonly memoryBytes: number;
  readonly upperEntries: number;
  /** How long its processes stood still, in milliseconds; 0 when they were not frozen. */
  readonly frozenMs: number;
  /** What is missing, in a person's words. */
  readonly gaps: readonly string[];
}
