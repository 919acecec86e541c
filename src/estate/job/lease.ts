import { randomUUID } from 'node:crypto';
import type { SqlDatabase } from '#contract/sql.ts';

/** How long a lease lasts without being prolonged. */
const leaseMs = 30_000;

/** Says whether this process is the one that may do something. */
export interface Lease extends AsyncDisposable {
  readonly isHeld: boolean;
}

/**
 * Seeks a lease that one process at a time holds, and keeps it; when that process ends it goes to another, at once if it ended in
 * order, else within half a minute. `onHeld` is told each time that it comes here.
 */
export async function seekLease(
  database: SqlDatabase,
  name: string,
  clock: () => Date,
  onHeld: () => void = () => {},
): Promise<Lease> {
  const holder = randomUUID();
  let until = 0;
  let isEnded = false;
  async function renew(): Promise<void> {
    const now = clock().getTime();
    const isMine = await database
      .transaction((tx) => takeLease(tx, { name, holder, now }))
      .catch(() => undefined); // the database is away: what is held lasts until its end
    if (isEnded || isMine === undefined) return;
    const isNew = isMine && until <= now;
    until = isMine ? now + leaseMs : 0;
    if (isNew) onHeld();
  }
  await renew();
  const timer = setInterval(() => void renew(), leaseMs / 3);
  timer.unref();
  return {
    get isHeld() {
      return !isEnded && clock().getTime() < until;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      isEnded = true;
      await database
        .transaction((tx) =>
          tx.run("UPDATE lease SET holder = '', lease_until = 0 WHERE name = ? AND holder = ?", [
            name,
            holder,
          ]),
        )
        .catch(() => undefined); // it ends by itself
    },
  };
}

async function takeLease(
  tx: Parameters<Parameters<SqlDatabase['transaction']>[0]>[0],
  { name, holder, now }: { readonly name: string; readonly holder: string; readonly now: number },
): Promise<boolean> {
  const row = await tx.first(
    `INSERT INTO lease (name, holder, lease_until) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
     WHERE lease.holder = excluded.holder OR lease.lease_until < ? OR lease.lease_until > ? RETURNING holder`,
    [name, holder, now + leaseMs, now, now + 10 * leaseMs], // an end far away was written by a clock that was wrong
  );
  return row !== undefined;
}
