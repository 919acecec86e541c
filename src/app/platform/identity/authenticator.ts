import type { Authenticator, Caller } from '#contract/platform.ts';
import type { Log } from '#contract/scope.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { type Person, personById } from '#estate/identity/person.ts';
import { readSession, useSession } from '#estate/identity/session.ts';
import { type StoredToken, tokenByHash, tokenById, useToken } from '#estate/identity/token.ts';
import { Attempts } from '#identity/attempts.ts';
import { callerWith, covers, isForPrograms } from '#identity/grant.ts';
import { csrfOf, hashSecret, isSecret } from '#identity/secret.ts';
import { isCaissonError } from '#kit/error.ts';

const maxFailures = 60;

/** Tells who calls from what the store holds: asked for every request, so that what is revoked ends at once. */
export function authenticatorOf(
  database: SqlDatabase,
  clock: () => Date,
  log?: Pick<Log, 'warn'>,
): Authenticator {
  const attempts = new Attempts(clock);
  const store = { database, log };
  return {
    ofSession: async (secret) => {
      if (!/^[\w-]{43}$/u.test(secret)) return undefined;
      const caller = await callerOfSession(store, hashSecret(secret), clock().getTime());
      return caller === undefined ? undefined : { caller, csrf: csrfOf(secret) };
    },
    ofToken: async (secret, remote) => {
      attempts.check(remote, maxFailures);
      const caller = isSecret('token', secret)
        ? await callerOfToken(store, hashSecret(secret), clock().getTime())
        : undefined;
      if (caller === undefined) attempts.failed(remote);
      return caller;
    },
  };
}

/** The caller that a person is when signed in. */
export function callerOfPerson({ id, name, grants }: Person): Caller {
  return callerWith({ kind: 'user', id: String(id), name }, grants);
}

/** Who somebody is now who asked for something that is done later; undefined when they may no longer do anything. */
export async function callerNow(
  database: SqlDatabase,
  { kind, id }: Pick<Caller, 'kind' | 'id'>,
  now: number,
): Promise<Caller | undefined> {
  if (kind === 'token')
    return await callerOfKnown(database, await tokenById(database, Number(id), now));
  if (kind !== 'user') return undefined;
  const person = await personById(database, Number(id));
  return person === undefined || person.disabled ? undefined : callerOfPerson(person);
}

interface Store {
  readonly database: SqlDatabase;
  readonly log: Pick<Log, 'warn'> | undefined;
}

async function callerOfSession(
  { database, log }: Store,
  hash: string,
  now: number,
): Promise<Caller | undefined> {
  const session = await readSession(database, hash, now);
  if (session === undefined) return undefined;
  const person = await personById(database, session.person);
  if (person === undefined || person.disabled) return undefined;
  await tryToNote(useSession(database, hash, session, now), log);
  return callerOfPerson(person);
}

async function callerOfToken(
  { database, log }: Store,
  hash: string,
  now: number,
): Promise<Caller | undefined> {
  const token = await tokenByHash(database, hash, now);
  const caller = await callerOfKnown(database, token);
  if (token !== undefined && caller !== undefined)
    await tryToNote(useToken(database, token, now), log);
  return caller;
}

async function callerOfKnown(
  database: SqlDatabase,
  token: StoredToken | undefined,
): Promise<Caller | undefined> {
  if (token === undefined) return undefined;
  const grants = await grantsNow(database, token);
  if (grants === undefined) return undefined;
  return callerWith({ kind: 'token', id: String(token.id), name: token.name }, grants);
}

/** A store that cannot be written (full, read-only) still lets people look. */
async function tryToNote(noting: Promise<void>, log: Store['log']): Promise<void> {
  try {
    await noting;
  } catch (error) {
    if (!isCaissonError(error, 'host.io')) throw error;
    log?.warn('the use of a session or token could not be noted', { error });
  }
}

/** A token never does more than who made it may do now; with them it ends, unless it is a program's. */
async function grantsNow(
  database: SqlDatabase,
  { grants, person }: StoredToken,
): Promise<StoredToken['grants'] | undefined> {
  if (isForPrograms(grants)) return grants;
  const maker = await personById(database, person);
  if (maker === undefined || maker.disabled) return undefined;
  return grants.filter((grant) => covers(maker.grants, grant));
}
