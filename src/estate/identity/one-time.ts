import type { SqlWriter } from '#contract/sql.ts';
import { optionalNumberOf, textOf } from '../row.ts';

/** What works once: by the hash of the secret that is given out, or by an id that is known. */
export type OneTimeKind = 'first' | 'invitation' | 'passkey-add' | 'passkey-sign-in' | 'external';

export interface OneTime {
  readonly kind: OneTimeKind;
  readonly hash: string;
  readonly person?: number;
  readonly value?: string;
  readonly expires: number;
}

/** Keeps it; what has expired goes. */
export async function addOneTime(tx: SqlWriter, thing: OneTime, now: number): Promise<void> {
  await tx.run('DELETE FROM one_time WHERE expires < ?', [now]);
  await tx.run('INSERT INTO one_time (hash, kind, person, value, expires) VALUES (?, ?, ?, ?, ?)', [
    thing.hash,
    thing.kind,
    thing.person ?? null,
    thing.value ?? '',
    thing.expires,
  ]);
}

/** Takes it away: only one caller ever gets it. */
export async function takeOneTime(
  tx: SqlWriter,
  kind: OneTimeKind,
  hash: string,
  now: number,
): Promise<{ readonly person?: number; readonly value: string } | undefined> {
  const row = await tx.first(
    'DELETE FROM one_time WHERE hash = ? AND kind = ? AND expires > ? RETURNING person, value',
    [hash, kind, now],
  );
  if (row === undefined) return undefined;
  const person = optionalNumberOf(row, 'person');
  return {
    ...(person !== undefined && { person }),
    value: textOf(row, 'value'),
  };
}

/** Those of a kind become worthless. */
export async function dropOneTimes(tx: SqlWriter, kind: OneTimeKind): Promise<void> {
  await tx.run('DELETE FROM one_time WHERE kind = ?', [kind]);
}
