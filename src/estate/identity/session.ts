import type { SqlDatabase, SqlReader, SqlWriter } from '#contract/sql.ts';
import { numberOf } from '../row.ts';

const hourMs = 3_600_000;
/** A session ends when nobody used it for so long, and at last after so long. */
const idleMs = 12 * hourMs;
const absoluteMs = 7 * 24 * hourMs;
/** Uses are written at most this often. */
const useMs = 60_000;

export interface StoredSession {
  readonly person: number;
  readonly expires: number;
  readonly lastUsed: number;
}

/** Stores a session by the hash of its secret; those that have ended go. */
export async function startSession(
  tx: SqlWriter,
  hash: string,
  person: number,
  now: number,
): Promise<number> {
  const expires = now + absoluteMs;
  await tx.run('DELETE FROM login_session WHERE expires < ?', [now]);
  await tx.run('INSERT INTO login_session VALUES (?, ?, ?, ?, ?)', [
    hash,
    person,
    now,
    now,
    expires,
  ]);
  await tx.run('UPDATE person SET last_seen = ? WHERE id = ?', [now, person]);
  return expires;
}

/** The session while it lasts. */
export async function readSession(
  reader: SqlReader,
  hash: string,
  now: number,
): Promise<StoredSession | undefined> {
  const row = await reader.first(
    'SELECT person, expires, last_used FROM login_session WHERE hash = ? AND expires > ? AND last_used > ?',
    [hash, now, now - idleMs],
  );
  if (row === undefined) return undefined;
  return {
    person: numberOf(row, 'person'),
    expires: numberOf(row, 'expires'),
    lastUsed: numberOf(row, 'last_used'),
  };
}

/** Notes the use, at most once a minute. */
export async function useSession(
  database: SqlDatabase,
  hash: string,
  { person, lastUsed }: StoredSession,
  now: number,
): Promise<void> {
  if (now - lastUsed < useMs) return;
  await database.transaction(async (tx) => {
    await tx.run('UPDATE login_session SET last_used = ? WHERE hash = ?', [now, hash]);
    await tx.run('UPDATE person SET last_seen = ? WHERE id = ?', [now, person]);
  });
}

export async function endSession(tx: SqlWriter, hash: string): Promise<void> {
  await tx.run('DELETE FROM login_session WHERE hash = ?', [hash]);
}

export async function endSessionsOf(tx: SqlWriter, person: number): Promise<void> {
  await tx.run('DELETE FROM login_session WHERE person = ?', [person]);
}
