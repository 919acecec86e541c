import type { DeliveryRecord, DestinationTarget, Outcome, Sender } from '#contract/delivery.ts';
import type { Platform } from '#contract/platform.ts';
import { openSender } from '#deliver/open-sender.ts';
import { changesBySeq } from '#estate/change/changes-by-seq.ts';
import { breakAfter } from '#estate/outbox/back-off.ts';
import { type StoredDestination, textsOf } from '#estate/outbox/destination.ts';
import { listDestinations } from '#estate/outbox/destinations.ts';
import { destinationMemory } from '#estate/outbox/memory.ts';
import { pruneChanges } from '#estate/outbox/prune.ts';
import { claimDeliveries, hastenDeliveries, settleDeliveries } from '#estate/outbox/queue.ts';
import { routeChanges } from '#estate/outbox/route.ts';
import type { Vault } from '#identity/vault.ts';
import { CaissonError } from '#kit/error.ts';
import { type RecordOrigin, toDeliveryRecord } from './delivery-record.ts';

const pollMs = 1000;
const leaseMs = 120_000;
const sendMs = 60_000;
const pruneEveryMs = 600_000;
const retention = { keepMs: 7 * 86_400_000, maxBytes: 2 ** 30 };

type SecretVault = Pick<Vault, 'seal' | 'open'>;

/** What deliveries need beside the platform. */
export interface DeliveryParts {
  readonly platform: Platform;
  readonly vault: SecretVault;
  readonly origin: RecordOrigin;
  /** Directory of `file` destinations, set by the operator; absent: there are none. */
  readonly exportDirectory?: string;
  /** The time by which old changes go; that of the clock where absent. */
  readonly forgetBy?: () => number;
}

/** Opens the sender of a destination, its secrets in the clear. */
export async function openDestination(
  parts: Omit<DeliveryParts, 'origin'>,
  destination: StoredDestination,
): Promise<Sender> {
  const secrets = secretsOf(parts.vault, destination);
  return openSender(
    senderParts(parts, destination, secrets),
    destinationMemory(parts.platform.database, destination.id),
  );
}

/** The secrets of a destination in the clear, by their names. */
export function secretsOf(
  vault: SecretVault,
  { sealed }: Pick<StoredDestination, 'sealed'>,
): Readonly<Record<string, string>> {
  return sealed === '' ? {} : textsOf(vault.open(sealed, 'destination'));
}

/** What the sender of a destination is made of. */
export function senderParts(
  { platform, exportDirectory }: Pick<DeliveryParts, 'platform' | 'exportDirectory'>,
  { kind, format, address, settings, allowPrivate }: Omit<DestinationTarget, 'secrets'>,
  secrets: DestinationTarget['secrets'],
): Parameters<typeof openSender>[0] {
  return {
    target: { kind, format, address, settings, allowPrivate, secrets },
    clock: platform.scope.clock,
    ...(exportDirectory === undefined ? {} : { exportDirectory }),
  };
}

/** Brings changes to destinations until it is disposed of: at least once, each subject in order, always under the same ids. */
export function startDelivery(parts: DeliveryParts): AsyncDisposable {
  const stop = new AbortController();
  const { platform } = parts;
  const signal = AbortSignal.any([stop.signal, platform.scope.signal]);
  const running = run(parts, signal).catch((error: unknown) => {
    if (!signal.aborted)
      platform.scope.log.error('delivery has stopped', { error: messageOf(error) });
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

async function run(parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  const { platform } = parts;
  const busy = new Map<string, Promise<void>>();
  let prunedAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const woken = wake(platform, signal);
    try {
      const all = await listDestinations(platform.database);
      const idle = all.filter(({ enabled, id }) => enabled && !busy.has(id));
      for (const destination of idle) {
        const turn = serve(parts, destination, signal).finally(() => busy.delete(destination.id));
        busy.set(destination.id, turn);
      }
      if (performance.now() - prunedAt > pruneEveryMs) {
        prunedAt = performance.now();
        await tidy(parts);
      }
    } catch (error) {
      platform.scope.log.warn('deliveries wait for the store', { error: messageOf(error) });
    }
    await woken;
  }
  await Promise.all(busy.values());
}

/** What is old goes, and what a clock that ran ahead had put off is due. */
async function tidy({ platform, forgetBy }: DeliveryParts): Promise<void> {
  const now = platform.scope.clock().getTime();
  await hastenDeliveries(platform.database, now);
  await pruneChanges(platform.database, retention, forgetBy?.() ?? now);
}

/** Routes and sends until nothing is due. Faults of our own are told and tried again with the next turn. */
async function serve(
  parts: DeliveryParts,
  destination: StoredDestination,
  signal: AbortSignal,
): Promise<void> {
  const { platform } = parts;
  try {
    const now = platform.scope.clock().getTime();
    await routeChanges(platform.database, platform.changes, destination, now);
    if (destination.brokenUntil > now) return;
    await using sender = await openDestination(parts, destination);
    const probing = destination.failures >= breakAfter;
    for (let turn = 0; turn < 50 && !signal.aborted; turn += 1)
      if (
        !(await sendSome(
          parts,
          { destination, sender, most: probing ? 1 : sender.maxRecords },
          signal,
        ))
      )
        return;
  } catch (error) {
    if (signal.aborted) return;
    platform.scope.log.warn('a destination cannot be served', {
      destination: destination.name,
      error: messageOf(error),
    });
  }
}

interface Round {
  readonly destination: StoredDestination;
  readonly sender: Sender;
  readonly most: number;
}

/** Whether there may be more to send at once. */
async function sendSome(
  parts: DeliveryParts,
  { destination, sender, most }: Round,
  signal: AbortSignal,
): Promise<boolean> {
  const { database, scope } = parts.platform;
  const now = scope.clock().getTime();
  const claimed = await claimDeliveries(database, destination.id, { most, leaseMs, now });
  if (claimed.length === 0) return false;
  const changes = await changesBySeq(
    database,
    claimed.map(({ seq }) => seq),
  );
  const known = claimed.filter(({ seq }) => changes.has(seq));
  const records: DeliveryRecord[] = [];
  for (const { seq } of known) {
    const change = changes.get(seq);
    if (change !== undefined) records.push(await toDeliveryRecord(database, change, parts.origin));
  }
  const outcomes = await sendWithin(sender, records, signal);
  const settled = claimed.map((delivery) => ({
    delivery,
    outcome: outcomes[known.indexOf(delivery)] ?? gone,
  }));
  await settleDeliveries(database, destination.id, settled, scope.clock().getTime());
  return settled.every(({ outcome }) => outcome.type === 'delivered');
}

const gone: Outcome = { type: 'dead', reason: 'the change is no longer kept', transport: false };

/** A sender that takes longer than a lease would send twice. */
async function sendWithin(
  sender: Sender,
  records: readonly DeliveryRecord[],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  if (records.length === 0) return [];
  const timeout = AbortSignal.timeout(sendMs);
  try {
    return await sender.send(records, AbortSignal.any([signal, timeout]));
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = timeout.aborted ? 'not done in time' : messageOf(error);
    return records.map(() => ({ type: 'retry', reason, transport: true }));
  }
}

/** Until something was committed, or a second has gone, or it is over. */
function wake({ changes }: Platform, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, pollMs);
    const leave = changes.onCommit(done);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      leave();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

function messageOf(error: unknown): string {
  return error instanceof CaissonError ? `${error.code}: ${error.message}` : String(error);
}
