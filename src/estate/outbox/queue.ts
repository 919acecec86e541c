import type { Outcome } from '#contract/delivery.ts';
import type { SqlDatabase, SqlRow, SqlWriter } from '#contract/sql.ts';
import { newUlid } from '#kit/ulid.ts';
import { numberOf, textOf } from '../row.ts';
import { backOffMs, breakAfter, giveUpAfterMs, probeAfterMs } from './back-off.ts';
import { blockedUntil } from './route.ts';

const maxFault = 1000;

/** A delivery that is being sent, until its lease ends. */
export interface ClaimedDelivery {
  readonly id: number;
  readonly seq: number;
  readonly subject: string;
  /** This attempt included. */
  readonly attempts: number;
  readonly queuedAt: number;
  readonly lease: string;
}
export interface SettledDelivery {
  readonly delivery: ClaimedDelivery;
  readonly outcome: Outcome;
}

/**
 * Takes what is due, at most one of each subject. A lease, not a lock: when nobody settles it in time, the delivery goes
 * out again under the same id.
 */
export async function claimDeliveries(
  database: SqlDatabase,
  destination: string,
  wish: { readonly most: number; readonly leaseMs: number; readonly now: number },
): Promise<readonly ClaimedDelivery[]> {
  const { most, leaseMs, now } = wish;
  const lease = newUlid(now);
  const due = await database.first(
    'SELECT id FROM delivery WHERE destination = ? AND unsettled = 1 AND next_at <= ? LIMIT 1',
    [Number(destination), now],
  );
  if (due === undefined) return [];
  const rows = await database.transaction((tx) =>
    tx.all(
      `UPDATE delivery SET state = 'sending', attempts = attempts + 1, next_at = ?, lease = ?
       WHERE id IN (SELECT id FROM delivery WHERE destination = ? AND unsettled = 1 AND next_at <= ? ORDER BY next_at, seq LIMIT ?)
       AND unsettled = 1 AND next_at <= ? RETURNING id, seq, subject, attempts, queued_at, lease`,
      [now + leaseMs, lease, Number(destination), now, most, now],
    ),
  );
  return rows.map(toClaimed).toSorted((a, b) => a.seq - b.seq);
}

/** Longer than any pause and any lease. */
const farMs = 7_200_000;

/** What a clock put off that ran ahead is due now: a clock that goes back holds nothing up for long. */
export async function hastenDeliveries(database: SqlDatabase, now: number): Promise<void> {
  const [far, end] = [now + farMs, blockedUntil];
  const isFar = await database.first(
    `SELECT 1 AS far WHERE EXISTS (SELECT 1 FROM destination WHERE broken_until > ?)
     OR EXISTS (SELECT 1 FROM delivery WHERE unsettled = 1 AND next_at > ? AND next_at < ?)`,
    [far, far, end],
  );
  if (isFar === undefined) return;
  await database.transaction(async (tx) => {
    await tx.run('UPDATE destination SET broken_until = ? WHERE broken_until > ?', [now, far]);
    await tx.run(
      'UPDATE delivery SET next_at = ? WHERE unsettled = 1 AND next_at > ? AND next_at < ?',
      [now, far, end],
    );
  });
}

/** Writes down what became of deliveries, and lets the next ones of their subjects go. */
export async function settleDeliveries(
  database: SqlDatabase,
  destination: string,
  settled: readonly SettledDelivery[],
  now: number,
): Promise<void> {
  if (settled.length === 0) return;
  await database.transaction(async (tx) => {
    await countOutcomes(tx, destination, settled, now);
    for (const one of settled) await settle(tx, one, now);
    await release(
      tx,
      destination,
      settled.map(({ delivery }) => delivery.subject),
      now,
    );
  });
}

/** Lets the first waiting delivery of each subject go that has none under way. */
export async function release(
  tx: SqlWriter,
  destination: string,
  subjects: readonly string[],
  now: number,
): Promise<void> {
  const id = Number(destination);
  await tx.runMany(
    `UPDATE delivery SET next_at = ? WHERE next_at = ? AND id = (SELECT id FROM delivery WHERE destination = ? AND subject = ? AND unsettled = 1 ORDER BY seq LIMIT 1)
     AND NOT EXISTS (SELECT 1 FROM delivery b WHERE b.destination = ? AND b.subject = ? AND b.unsettled = 1 AND b.next_at < ?)`,
    [...new Set(subjects)].map((subject) => [
      now,
      blockedUntil,
      id,
      subject,
      id,
      subject,
      blockedUntil,
    ]),
  );
}

async function settle(tx: SqlWriter, { delivery, outcome }: SettledDelivery, now: number) {
  if (outcome.type === 'delivered') {
    await tx.run(
      `UPDATE delivery SET state = 'delivered', unsettled = 0, delivered_at = ?, fault = '', lease = '' WHERE id = ? AND unsettled = 1`,
      [now, delivery.id],
    );
    return;
  }
  const fault = outcome.reason.slice(0, maxFault);
  const tooOld = now - delivery.queuedAt > giveUpAfterMs;
  if (outcome.type === 'dead' || tooOld) {
    await tx.run(
      `UPDATE delivery SET state = 'dead', unsettled = 0, fault = ?, lease = '' WHERE id = ? AND unsettled = 1 AND lease = ?`,
      [fault, delivery.id, delivery.lease],
    );
    return;
  }
  const waitMs = Math.max(
    backOffMs(delivery.attempts - 1),
    Math.min(outcome.afterMs ?? 0, 3_600_000),
  );
  await tx.run(
    `UPDATE delivery SET state = 'retrying', next_at = ?, fault = ?, lease = '' WHERE id = ? AND unsettled = 1 AND lease = ?`,
    [now + waitMs, fault, delivery.id, delivery.lease],
  );
}

/** Locks the destination first: whoever puts into its queue does so too, so that no subject is left blocked. */
async function countOutcomes(
  tx: SqlWriter,
  destination: string,
  settled: readonly SettledDelivery[],
  now: number,
): Promise<void> {
  const id = Number(destination);
  const row = await tx.first(
    'UPDATE destination SET position = position WHERE id = ? RETURNING failures',
    [id],
  );
  if (row === undefined) return;
  const before = numberOf(row, 'failures');
  const delivered = settled.filter(({ outcome }) => outcome.type === 'delivered').length;
  const faults = settled.flatMap(({ outcome }) => (outcome.type === 'delivered' ? [] : [outcome]));
  const fault = faults.find(({ transport }) => transport) ?? faults[0];
  if (delivered > 0)
    await tx.run(
      `UPDATE destination SET delivered = delivered + ?, last_delivered = ?, failures = 0, broken_until = 0, attention = '' WHERE id = ?`,
      [delivered, now, id],
    );
  if (delivered > 0 && before > 0) await hurry(tx, id, now);
  if (fault === undefined) return;
  const failures = delivered > 0 ? 0 : failuresAfter(before, fault);
  const brokenUntil = failures >= breakAfter ? now + probeAfterMs(failures) : 0;
  await tx.run(
    'UPDATE destination SET failed = failed + ?, last_error = ?, failures = ?, broken_until = ?, attention = ? WHERE id = ?',
    [
      faults.length,
      fault.reason.slice(0, maxFault),
      failures,
      brokenUntil,
      fault.type === 'dead' ? fault.reason.slice(0, maxFault) : '',
      id,
    ],
  );
}

/** A refusal of whatever we send (bad token, wrong name) breaks at once: what waits is not burnt on it. */
function failuresAfter(before: number, fault: Exclude<Outcome, { type: 'delivered' }>): number {
  if (!fault.transport) return before;
  return fault.type === 'dead' ? Math.max(before + 1, breakAfter) : before + 1;
}

/** The other end is back: what waits for its next attempt goes now. */
async function hurry(tx: SqlWriter, id: number, now: number): Promise<void> {
  await tx.run(
    `UPDATE delivery SET next_at = ? WHERE destination = ? AND unsettled = 1 AND state = 'retrying' AND next_at > ? AND next_at < ?`,
    [now, id, now, blockedUntil],
  );
}

function toClaimed(row: SqlRow): ClaimedDelivery {
  return {
    id: numberOf(row, 'id'),
    seq: numberOf(row, 'seq'),
    subject: textOf(row, 'subject'),
    attempts: numberOf(row, 'attempts'),
    queuedAt: numberOf(row, 'queued_at'),
    lease: textOf(row, 'lease'),
  };
}
