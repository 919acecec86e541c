import type { EventInput, StoredEvent } from './event-store.ts';

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;

export const textColumns = [
  'sender',
  'kind',
  'workload',
  'workload_name',
  'node',
  'cluster',
  'namespace',
  'repository',
  'container',
  'process',
  'exe',
  'arguments',
  'path',
  'peer',
  'parent',
  'rule',
  'severity',
] as const;
export const numberColumns = ['ts', 'received', 'claimed', 'pid', 'uid'] as const;

/**
 * An event as a row: every text is there, -1 and 0 where a number is absent. `claimed` is the time that the sender told. Posted
 * between threads, so it is plain.
 */
export type EventRow = Readonly<
  Record<(typeof textColumns)[number], string> & Record<(typeof numberColumns)[number], number>
>;

/** `received` is the time here; a time that is more than a day off is not believed. */
export function rowOf(event: EventInput, node: string, received: number): EventRow {
  const time = Number.isFinite(event.time) ? Math.trunc(event.time) : received;
  const ts = Math.min(Math.max(time, received - dayMs), received + dayMs);
  return {
    sender: plain(event.id),
    ts,
    received,
    claimed: safe(time),
    kind: plain(event.kind),
    workload: plain(event.workload?.id),
    workload_name: plain(event.workload?.name),
    node: plain(node),
    cluster: plain(event.cluster),
    namespace: plain(event.namespace),
    repository: plain(event.repository),
    ...processOf(event),
  };
}

function processOf(event: EventInput) {
  return {
    container: plain(event.container),
    process: plain(event.process),
    exe: plain(event.exe),
    arguments: plain(event.arguments),
    path: plain(event.path),
    peer: plain(event.peer),
    parent: plain(event.parent),
    pid: safe(event.pid),
    uid: event.uid === undefined ? -1 : safe(event.uid),
    rule: plain(event.rule),
    severity: plain(event.severity),
  };
}

/** The event again. Ids that are not fit for an address are replaced by `place`, where it is stored. */
export function eventOf(row: EventRow, place: string): StoredEvent {
  return {
    id: /^[A-Za-z0-9_.:-]{1,64}$/u.test(row.sender) ? row.sender : place,
    time: row.ts,
    received: row.received,
    ...(row.claimed !== row.ts && { claimed: row.claimed }),
    kind: row.kind,
    pid: row.pid,
    process: row.process,
    node: row.node,
    cluster: row.cluster,
    namespace: row.namespace,
    repository: row.repository,
    ...(row.workload !== '' && { workload: { id: row.workload, name: row.workload_name } }),
    ...(row.uid !== -1 && { uid: row.uid }),
    ...optional(row),
  };
}

const optionalNames = [
  'container',
  'exe',
  'arguments',
  'path',
  'peer',
  'parent',
  'rule',
  'severity',
] as const;

function optional(row: EventRow): Partial<Record<(typeof optionalNames)[number], string>> {
  return Object.fromEntries(
    optionalNames.filter((name) => row[name] !== '').map((name) => [name, row[name]]),
  );
}

/** NUL is no character of text in PostgreSQL, and the end of it in SQLite. */
function plain(text = ''): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
}

function safe(value: number): number {
  return Number.isSafeInteger(Math.trunc(value)) ? Math.trunc(value) : 0;
}
