import { z } from 'zod';
import type { SqlReader, SqlRow, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { roles } from '#wire/permission.ts';
import { place } from '#wire/values.ts';
import { numberOf, optionalNumberOf, textOf } from '../row.ts';

const storedGrants = z.array(z.object({ role: z.enum(roles), place: place.optional() }));
export type StoredGrants = z.infer<typeof storedGrants>;

/** Somebody who may sign in. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly origin: 'local' | 'oidc';
  readonly subject: string;
  /** Empty: none. */
  readonly password: string;
  readonly grants: StoredGrants;
  readonly disabled: boolean;
  readonly created: number;
  readonly lastSeen?: number;
  readonly passkeys: number;
}

const select = `SELECT p.*, (SELECT COUNT(*) FROM passkey k WHERE k.person = p.id) AS passkeys FROM person p`;
/** Nobody has more; the list is answered whole. */
const maxPeople = 5000;

export async function personById(reader: SqlReader, id: number): Promise<Person | undefined> {
  return toPerson(await reader.first(`${select} WHERE p.id = ?`, [id]));
}

export async function personByName(reader: SqlReader, name: string): Promise<Person | undefined> {
  return toPerson(await reader.first(`${select} WHERE p.login = ?`, [loginOf(name)]));
}

export async function personBySubject(
  reader: SqlReader,
  subject: string,
): Promise<Person | undefined> {
  return toPerson(
    await reader.first(`${select} WHERE p.origin = 'oidc' AND p.subject = ?`, [subject]),
  );
}

export async function listPeople(reader: SqlReader): Promise<readonly Person[]> {
  const rows = await reader.all(`${select} ORDER BY p.login LIMIT ${maxPeople}`);
  return rows.flatMap((row) => toPerson(row) ?? []);
}

/** Whether somebody is an administrator; until then the first-run token is worth something. */
export async function isAdministrated(reader: SqlReader): Promise<boolean> {
  const sql = `SELECT id FROM person WHERE grants LIKE '%"administrator"%' LIMIT 1`;
  return (await reader.first(sql)) !== undefined;
}

/** Throws `state.conflict` when the name is taken. */
export async function addPerson(
  tx: SqlWriter,
  person: Pick<Person, 'name' | 'email' | 'origin' | 'subject' | 'password' | 'grants' | 'created'>,
): Promise<number> {
  const row = await tx.first(
    `INSERT INTO person (login, name, email, origin, subject, password, grants, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (login) DO NOTHING RETURNING id`,
    [
      loginOf(person.name),
      person.name,
      person.email,
      person.origin,
      person.subject,
      person.password,
      JSON.stringify(person.grants),
      person.created,
    ],
  );
  if (row === undefined)
    throw new CaissonError('state.conflict', `there is a user "${person.name}" already`);
  return numberOf(row, 'id');
}

export async function changePerson(
  tx: SqlWriter,
  id: number,
  change: {
    readonly email?: string;
    readonly grants?: StoredGrants;
    readonly disabled?: boolean;
    readonly password?: string;
  },
): Promise<void> {
  const { email, grants, disabled, password } = change;
  if (email !== undefined) await tx.run('UPDATE person SET email = ? WHERE id = ?', [email, id]);
  if (grants !== undefined)
    await tx.run('UPDATE person SET grants = ? WHERE id = ?', [JSON.stringify(grants), id]);
  if (disabled !== undefined)
    await tx.run('UPDATE person SET disabled = ? WHERE id = ?', [disabled ? 1 : 0, id]);
  if (password !== undefined)
    await tx.run('UPDATE person SET password = ? WHERE id = ?', [password, id]);
}

/** With everything that they could sign in with. */
export async function removePerson(tx: SqlWriter, id: number): Promise<void> {
  for (const table of ['passkey', 'login_session', 'one_time'])
    await tx.run(`DELETE FROM ${table} WHERE person = ?`, [id]);
  await tx.run('DELETE FROM person WHERE id = ?', [id]);
}

/** Names are one whatever their case and their composition. */
function loginOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function toPerson(row: SqlRow | undefined): Person | undefined {
  if (row === undefined) return undefined;
  const lastSeen = optionalNumberOf(row, 'last_seen');
  return {
    id: numberOf(row, 'id'),
    name: textOf(row, 'name'),
    email: textOf(row, 'email'),
    origin: row['origin'] === 'oidc' ? 'oidc' : 'local',
    subject: textOf(row, 'subject'),
    password: textOf(row, 'password'),
    grants: parseGrants(textOf(row, 'grants')),
    disabled: numberOf(row, 'disabled') !== 0,
    created: numberOf(row, 'created'),
    ...(lastSeen !== undefined && { lastSeen }),
    passkeys: numberOf(row, 'passkeys'),
  };
}

/** Grants as they are stored. */
export function parseGrants(text: string): StoredGrants {
  return storedGrants.parse(parseJson(text, 'stored grants'));
}
