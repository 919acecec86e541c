import type { AuditLog, Call, Caller } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { type Person, personById } from '#estate/identity/person.ts';
import { endSession, startSession } from '#estate/identity/session.ts';
import { permissionsOf } from '#identity/grant.ts';
import { csrfOf, hashSecret, newSessionSecret } from '#identity/secret.ts';
import { CaissonError } from '#kit/error.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { callerOfPerson } from './authenticator.ts';

/** A session that was stored; the browser gets it after the transaction has been committed. */
export interface BegunSession {
  readonly secret: string;
  readonly expires: number;
  readonly person: Person;
}

/** Starts a session and notes who did. What the browser had before ends: a session that somebody planted is worth nothing. */
export async function beginSession(
  tx: SqlWriter,
  person: Person,
  at: {
    readonly audit: AuditLog;
    readonly now: number;
    readonly way: string;
    readonly remote: string | undefined;
    readonly before: string | undefined;
  },
): Promise<BegunSession> {
  const secret = newSessionSecret();
  if (at.before !== undefined) await endSession(tx, hashSecret(at.before));
  const expires = await startSession(tx, hashSecret(secret), person.id, at.now);
  const remote = at.remote === undefined ? {} : { remote: at.remote };
  await at.audit.append(tx, {
    caller: { ...callerOfPerson(person), ...remote },
    action: 'session.start',
    subject: person.name,
    outcome: 'done',
    detail: at.way,
  });
  return { secret, expires, person };
}

/** The same with somebody by number. Throws `access.unauthenticated` when they may not sign in. */
export async function activePerson(tx: SqlWriter, id: number): Promise<Person> {
  const person = await personById(tx, id);
  if (person === undefined || person.disabled)
    throw new CaissonError('access.unauthenticated', 'this user may not sign in');
  return person;
}

/** Gives the browser its session, and answers who is signed in. */
export function answerSession(call: Call, begun: BegunSession): AnswerOf<'signIn'> {
  const door = doorOf(call);
  door.start(begun.secret, begun.expires);
  return describe(callerOfPerson(begun.person), begun.person.grants, {
    csrf: csrfOf(begun.secret),
    expires: begun.expires,
  });
}

/** Who is signed in, as the API tells it. */
export function describe(
  caller: Caller,
  grants: Person['grants'],
  session: { readonly csrf: string; readonly expires?: number },
): AnswerOf<'signIn'> {
  const { id, name, kind } = caller;
  return {
    user: { id, name, kind: kind === 'token' || kind === 'user' ? kind : 'local' },
    permissions: [...permissionsOf(caller)],
    grants,
    ...session,
  };
}

/** Throws `usage.invalid-argument` where there is no browser to sign in. */
export function doorOf({ session }: Call): NonNullable<Call['session']> {
  if (session !== undefined) return session;
  throw new CaissonError('usage.invalid-argument', 'sessions are for browsers');
}
