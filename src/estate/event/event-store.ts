import type { Reach } from '#contract/platform.ts';

/** One event as it is stored. Absent text is empty. `time` and `received` in milliseconds since the Unix epoch. */
export interface EventInput {
  /** The sender's id. */
  readonly id: string;
  readonly time: number;
  readonly kind: string;
  readonly pid: number;
  readonly process: string;
  readonly exe?: string | undefined;
  readonly arguments?: string | undefined;
  readonly path?: string | undefined;
  readonly peer?: string | undefined;
  readonly container?: string | undefined;
  readonly uid?: number | undefined;
  readonly parent?: string | undefined;
  readonly workload?: { readonly id: string; readonly name: string } | undefined;
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly repository?: string | undefined;
  /** A rule that it set off. */
  readonly rule?: string | undefined;
  readonly severity?: string | undefined;
}

/** What a node sent at once. The `id` is taken once: the same batch again changes nothing. */
export interface EventBatch {
  readonly id: string;
  readonly node: string;
  readonly events: readonly EventInput[];
}

/** `claimed`: the time that the sender told, where it was more than a day off and `time` is not it. */
export interface StoredEvent extends EventInput {
  readonly received: number;
  readonly node: string;
  readonly claimed?: number | undefined;
  readonly cluster: string;
  readonly namespace: string;
  readonly repository: string;
}

/** What to look for; members that are absent mean any. `from` and `to` are inclusive; `text` is a part of process, path, arguments or peer. */
export interface EventFilter {
  readonly workload?: string | undefined;
  readonly container?: string | undefined;
  readonly node?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly text?: string | undefined;
  /** Only what set off a rule, or only what did not. */
  readonly alarms?: boolean | undefined;
}

/** Newest first. `damaged` names files that could not be read: what they hold is missing here. */
export interface EventPage {
  readonly items: readonly StoredEvent[];
  readonly next?: string;
  readonly damaged: readonly string[];
}

export interface EventHour {
  readonly hour: number;
  readonly events: number;
  readonly bySeverity: Readonly<Record<string, number>>;
}

/** `oldest`: time of the oldest event; absent when there is none. `stray`: events outside of every partition, an alarm when not 0. */
export interface EventStorage {
  readonly bytes: number;
  readonly limit: number;
  readonly oldest?: number;
  readonly stray: number;
  readonly damaged: readonly string[];
}

/** Events that must outlive retention, for an open incident: at least one of workload and container is told. */
export interface EventHold {
  readonly incident: string;
  readonly workload?: string | undefined;
  readonly container?: string | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * What was seen at run time, bounded by bytes and days. Two engines: files of a day, and partitions of PostgreSQL.
 * All throw `host.io` or `access.unreachable` when the store cannot be used; reads `limit.time` when they take too long.
 */
export interface EventStore extends AsyncDisposable {
  /** Resolves when the batch can no longer be lost by the death of this process. */
  append(batch: EventBatch): Promise<{ readonly isDuplicate: boolean }>;
  /** A malformed cursor is `input.malformed`. */
  list(filter: EventFilter, reach: Reach, page: EventPageRequest): Promise<EventPage>;
  /** The last hours, oldest first, none left out. */
  hourly(
    hours: number,
    filter: Pick<EventFilter, 'workload'>,
    reach: Reach,
  ): Promise<readonly EventHour[]>;
  storage(): Promise<EventStorage>;
  /** Removes what is beyond the bounds, bytes first, after copying what is held. Answers the names of what was removed. */
  retain(now: number): Promise<readonly string[]>;
  /** What was copied out for an incident, oldest first, at most 10,000. */
  held(incident: string): Promise<readonly StoredEvent[]>;
}
export interface EventPageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** What a store may hold. */
export interface EventBounds {
  readonly maxBytes: number;
  readonly maxDays: number;
}

/** Bounds of a store, and who tells which events are held. */
export interface EventStoreOptions extends Partial<EventBounds> {
  /** Asked each time in place of those above: bounds that people change while it works. */
  readonly bounds?: () => Promise<EventBounds>;
  readonly holds?: () => Promise<readonly EventHold[]>;
  /** The time by which old events go; that of the clock where absent. */
  readonly forgetBy?: () => number;
}
export const defaultMaxBytes = 2 * 2 ** 30;
const defaultMaxDays = 30;

/** The bounds as they are now. */
export async function boundsNow({
  maxBytes = defaultMaxBytes,
  maxDays = defaultMaxDays,
  bounds,
}: EventStoreOptions): Promise<EventBounds> {
  return (await bounds?.()) ?? { maxBytes, maxDays };
}
