import type { Authenticator, Caller } from '#contract/platform.ts';
import type { SqlDatabase } from '#contract/sql.ts';
import { type Person, personById } from '#estate/identity/person.ts';
import { readSession, useSession } from '#estate/identity/session.ts';
import { type StoredToken, tokenByHash, useToken } from '#estate/identity/token.ts';
import { Attempts } from '#identity/attempts.ts';
import { callerWith, covers, isForPrograms } from '#identity/grant.ts';
import { csrfOf, hashSecret, isSecret } from '#identity/secret.ts';

const maxFailures = 60;

/** Tells who calls from what the store holds: asked for every request, so that what is revoked ends at once. */
export function authenticatorOf(database: SqlDatabase, clock: () => Date): Authenticator {
  const attempts = new Attempts(clock);
  return {
    ofSession: async (secret) => {
      if (!/^[\w-]{43}$/u.test(secret)) return undefined;
      const caller = await callerOfSession(database, hashSecret(secret), clock().getTime());
      return caller === undefined ? undefined : { caller, csrf: csrfOf(secret) };
    },
    ofToken: async (secret, remote) => {
      attempts.check(remote, maxFailures);
      const caller = isSecret('token', secret)
        ? await callerOfToken(database, hashSecret(secret), clock().getTime())
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

async function callerOfSession(
  database: SqlDatabase,
  hash: string,
  now: number,
): Promise<Caller | undefined> {
  const session = await readSession(database, hash, now);
  if (session === undefined) return undefined;
  const person = await personById(database, session.person);
  if (person === undefined || person.disabled) return undefined;
  await useSession(database, hash, session, now);
  return callerOfPerson(person);
}

async function callerOfToken(
  database: SqlDatabase,
  hash: string,
  now: number,
): Promise<Caller | undefined> {
  const token = await tokenByHash(database, hash, now);
  if (token === undefined) return undefined;
  const grants = await grantsNow(database, token);
  if (grants === undefined) return undefined;
  await useToken(database, token, now);
  return callerWith({ kind: 'token', id: String(token.id), name: token.name }, grants);
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
