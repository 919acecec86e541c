import type { SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { listOf, numberOf, textOf } from '../row.ts';

/** A passkey (WebAuthn Level 3 credential record). */
export interface Passkey {
  /** Credential id in base64url. */
  readonly id: string;
  readonly person: number;
  readonly name: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly created: number;
}

const maxPasskeys = 20;

export async function passkeysOf(reader: SqlReader, person: number): Promise<readonly Passkey[]> {
  const rows = await reader.all('SELECT * FROM passkey WHERE person = ? ORDER BY created', [
    person,
  ]);
  return rows.map(toPasskey);
}

export async function passkeyById(reader: SqlReader, id: string): Promise<Passkey | undefined> {
  const row = await reader.first('SELECT * FROM passkey WHERE id = ?', [id]);
  return row === undefined ? undefined : toPasskey(row);
}

/** Throws `state.conflict` when it is known already, `limit.entries`. */
export async function addPasskey(tx: SqlWriter, passkey: Passkey): Promise<void> {
  if ((await passkeysOf(tx, passkey.person)).length >= maxPasskeys)
    throw new CaissonError('limit.entries', `there are ${maxPasskeys} passkeys already`);
  const added = await tx.run(
    'INSERT INTO passkey (id, person, name, public_key, counter, transports, created) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    [
      passkey.id,
      passkey.person,
      passkey.name,
      passkey.publicKey,
      passkey.counter,
      JSON.stringify(passkey.transports),
      passkey.created,
    ],
  );
  if (added === 0) throw new CaissonError('state.conflict', 'this passkey is known already');
}

export async function countPasskey(tx: SqlWriter, id: string, counter: number): Promise<void> {
  await tx.run('UPDATE passkey SET counter = ? WHERE id = ?', [counter, id]);
}

function toPasskey(row: SqlRow): Passkey {
  const key = row['public_key'];
  return {
    id: textOf(row, 'id'),
    person: numberOf(row, 'person'),
    name: textOf(row, 'name'),
    publicKey: key instanceof Uint8Array ? new Uint8Array(key) : new Uint8Array(),
    counter: numberOf(row, 'counter'),
    transports: listOf(row, 'transports'),
    created: numberOf(row, 'created'),
  };
}
