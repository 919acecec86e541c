import type { ChangeLog } from '#contract/platform.ts';
import type { SqlDatabase, SqlReader } from '#contract/sql.ts';
import type { Condition } from '../reach.ts';
import { textOf } from '../row.ts';
import { valuesOf } from '../statement.ts';
import { applyExceptions } from './apply.ts';
import { type Candidate, faultsOf, readCandidates } from './candidates.ts';
import { covers, lapseOf } from './cover.ts';
import { placedAt, placesOfAssets } from './places.ts';
import { activeExceptions, type StoredException, toException } from './record.ts';

const warnMs = 14 * 86_400_000;
const atOnce = 1000;

/**
 * Ends exceptions whose end has come, for all that they cover, and says 14 days earlier that a date draws near. Answers how many
 * ended. Call it every few minutes, and after advisories changed.
 */
export async function sweepExceptions(
  database: SqlDatabase,
  changes: ChangeLog,
  now: number,
): Promise<number> {
  const ended: StoredException[] = [];
  for (const exception of await activeExceptions(database)) {
    const reason = await endOf(database, exception, now);
    if (reason !== undefined && (await end(database, changes, exception, reason)))
      ended.push(exception);
  }
  const warned = await warn(database, changes, now);
  for (const { rule } of ended) await applyExceptions(database, [rule], now);
  if (ended.length + warned > 0) changes.committed();
  return ended.length;
}

/** Why an exception ends now, if so: by its date, or because of any finding in its scope. */
async function endOf(
  reader: SqlReader,
  exception: StoredException,
  now: number,
): Promise<string | undefined> {
  if (exception.expires !== undefined && exception.expires <= now) return 'its end has come';
  if (exception.ends.every((one) => one === 'date')) return undefined;
  const wish = { faults: await faultsOf(reader, [exception.rule]), where: mayLapse(exception) };
  let [after, size] = [0, atOnce];
  while (size === atOnce) {
    const candidates = await readCandidates(reader, wish, after, atOnce);
    const reason = await firstLapse(reader, exception, candidates, now);
    if (reason !== undefined) return reason;
    size = candidates.length;
    after = candidates.at(-1)?.id ?? 0;
  }
  return undefined;
}

/** What `lapseOf` can answer something for, so that the rest of what an exception covers is not read. */
function mayLapse({ ends, approved, requested }: StoredException): Condition {
  const parts: Condition[] = [];
  if (ends.includes('fixed')) parts.push({ sql: 'f.fixable = 1', values: [] });
  if (ends.includes('exploited')) parts.push({ sql: 'f.exploited = 1', values: [] });
  if (ends.includes('image-changed'))
    parts.push({
      sql: 'EXISTS (SELECT 1 FROM asset a WHERE a.id = f.asset AND a.first_seen > ?)',
      values: [approved ?? requested],
    });
  return { sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`, values: valuesOf(parts) };
}

async function firstLapse(
  reader: SqlReader,
  exception: StoredException,
  candidates: readonly Candidate[],
  now: number,
): Promise<string | undefined> {
  const places = await placesOfAssets(
    reader,
    candidates.map(({ asset }) => asset),
  );
  for (const { covered, asset } of candidates) {
    const where = placedAt(places, asset);
    if (!covers(exception, covered, where)) continue;
    const reason = lapseOf(exception, covered, where, now);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

async function end(
  database: SqlDatabase,
  changes: ChangeLog,
  { id, rule, version }: StoredException,
  reason: string,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE exception SET state = 'ended', ended_reason = ?, version = version + 1 WHERE id = ? AND version = ? AND state = 'active'`,
      [reason, id, version],
    );
    if (changed === 1)
      await changes.append(tx, [
        {
          kind: 'exception.ended',
          subject: id,
          text: `the exception of ${rule} has ended: ${reason}`,
          data: { reason },
        },
      ]);
    return changed === 1;
  });
}

/** Answers how many it said it of. */
async function warn(database: SqlDatabase, changes: ChangeLog, now: number): Promise<number> {
  return database.transaction(async (tx) => {
    const rows = await tx.all(
      `SELECT * FROM exception WHERE state = 'active' AND warned = 0 AND end_order > ? AND end_order <= ? ORDER BY id`,
      [now, now + warnMs],
    );
    if (rows.length === 0) return 0;
    await tx.runMany(
      'UPDATE exception SET warned = 1 WHERE id = ?',
      rows.map((row) => [textOf(row, 'id')]),
    );
    await changes.append(
      tx,
      rows.map(toException).map(({ id, rule, owner, expires = 0 }) => ({
        kind: 'exception.ending',
        subject: id,
        text: `the exception of ${rule} ends on ${new Date(expires).toISOString().slice(0, 10)}`,
        data: { owner, expires },
      })),
    );
    return rows.length;
  });
}
