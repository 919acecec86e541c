import { randomBytes } from 'node:crypto';
import type { Call, Operations } from '#contract/platform.ts';
import { addOneTime, type OneTimeKind, takeOneTime } from '#estate/identity/one-time.ts';
import { addPasskey, countPasskey, passkeyById, passkeysOf } from '#estate/identity/passkey.ts';
import {
  changePerson,
  isAdministrated,
  type Person,
  parseGrants,
  personById,
} from '#estate/identity/person.ts';
import { endSession, endSessionsOf, readSession } from '#estate/identity/session.ts';
import { listTokens } from '#estate/identity/token.ts';
import { Attempts } from '#identity/attempts.ts';
import {
  canUsePasskeys,
  claimedPasskey,
  optionsToAdd,
  optionsToSignIn,
  verifyAdded,
  verifySignIn,
} from '#identity/passkey.ts';
import { hashPassword, isPassword } from '#identity/password.ts';
import { csrfOf, hashSecret } from '#identity/secret.ts';
import { CaissonError } from '#kit/error.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import type { AccountParts } from '../identity/account-parts.ts';
import {
  activePerson,
  answerSession,
  beginSession,
  describe,
  doorOf,
} from '../identity/begin-session.ts';
import { sessionAt, signInWithPassword, signInWithToken } from '../identity/password-sign-in.ts';

type Ids =
  | 'signInWays'
  | 'signIn'
  | 'signInFirst'
  | 'passkeyChallenge'
  | 'signInPasskey'
  | 'readSession'
  | 'signOut'
  | 'changePassword'
  | 'addPasskeyChallenge'
  | 'addPasskey';
export interface SessionParts extends AccountParts {
  /** Name of the place where one can sign in by OpenID Connect. */
  readonly external?: string;
}

const challengeMs = 5 * 60_000;

/** Signing in and out, and what belongs to oneself. */
export function sessionOperations(parts: SessionParts): Pick<Operations, Ids> {
  const attempts = new Attempts(parts.scope.clock);
  return {
    signInWays: (call) => waysOf(parts, call),
    signIn: async (call, { body }) =>
      answerSession(call, await signInWithPassword(parts, attempts, call, body)),
    signInFirst: async (call, { body }) =>
      answerSession(call, await signInWithToken(parts, attempts, call, body)),
    passkeyChallenge: async (call) => {
      const options = await optionsToSignIn(doorOf(call).origin);
      return challengeOf(parts, 'passkey-sign-in', options);
    },
    signInPasskey: (call, { body }) => signInWithPasskey(parts, call, body),
    readSession: (call) => whoIs(parts, call),
    signOut: (call) => signOut(parts, call),
    changePassword: (call, { body }) => changePassword(parts, attempts, call, body),
    addPasskeyChallenge: async (call) => {
      const person = await localPerson(parts, call);
      const known = await passkeysOf(parts.database, person.id);
      const who = { id: call.caller.id, name: person.name };
      const ids = known.map(({ id }) => id);
      const options = await optionsToAdd(doorOf(call).origin, who, ids);
      return challengeOf(parts, 'passkey-add', options, person.id);
    },
    addPasskey: (call, { body }) => storePasskey(parts, call, body),
  };
}

async function waysOf(
  { database, external }: SessionParts,
  { session }: Call,
): Promise<AnswerOf<'signInWays'>> {
  return {
    firstRun: !(await isAdministrated(database)),
    password: true,
    passkey: session !== undefined && canUsePasskeys(session.origin),
    ...(external === undefined ? {} : { oidc: { name: external } }),
  };
}

/** Keeps what the passkey has to sign. Its id is known to the browser, the value is not taken from there. */
async function challengeOf(
  { database, scope }: SessionParts,
  kind: OneTimeKind,
  options: Readonly<Record<string, unknown>> & { readonly challenge: string },
  person?: number,
): Promise<AnswerOf<'passkeyChallenge'>> {
  const id = randomBytes(24).toString('base64url');
  const now = scope.clock().getTime();
  const thing = {
    kind,
    hash: hashSecret(id),
    value: options.challenge,
    expires: now + challengeMs,
  };
  await database.transaction((tx) =>
    addOneTime(tx, person === undefined ? thing : { ...thing, person }, now),
  );
  return { challenge: id, options: { ...options } };
}

async function takeChallenge(
  { database, scope }: SessionParts,
  kind: OneTimeKind,
  id: string,
): Promise<{ readonly person?: number; readonly value: string }> {
  const now = scope.clock().getTime();
  const taken = await database.transaction((tx) => takeOneTime(tx, kind, hashSecret(id), now));
  if (taken !== undefined) return taken;
  throw new CaissonError('access.unauthenticated', 'the challenge is unknown or too old');
}

async function signInWithPasskey(
  parts: SessionParts,
  call: Call,
  { challenge, answer }: InputOf<'signInPasskey'>['body'],
): Promise<AnswerOf<'signInPasskey'>> {
  const { origin } = doorOf(call);
  const { value } = await takeChallenge(parts, 'passkey-sign-in', challenge);
  const passkey = await passkeyById(parts.database, claimedPasskey(answer));
  if (passkey === undefined)
    throw new CaissonError('access.unauthenticated', 'the passkey is not accepted');
  const counter = await verifySignIn(answer, { origin, challenge: value }, passkey);
  const begun = await parts.database.transaction(async (tx) => {
    await countPasskey(tx, passkey.id, counter);
    return beginSession(
      tx,
      await activePerson(tx, passkey.person),
      sessionAt(parts, call, 'passkey'),
    );
  });
  return answerSession(call, begun);
}

async function storePasskey(
  parts: SessionParts,
  call: Call,
  { challenge, answer, name }: InputOf<'addPasskey'>['body'],
): Promise<AnswerOf<'addPasskey'>> {
  const person = await localPerson(parts, call);
  const { origin } = doorOf(call);
  const taken = await takeChallenge(parts, 'passkey-add', challenge);
  if (taken.person !== person.id)
    throw new CaissonError('access.forbidden', 'the challenge is of somebody else');
  const added = await verifyAdded(answer, { origin, challenge: taken.value });
  const created = parts.scope.clock().getTime();
  await parts.database.transaction(async (tx) => {
    await addPasskey(tx, { ...added, person: person.id, name, created });
    await note(parts, tx, call, 'passkey.add');
  });
  return { ok: true };
}

async function whoIs(parts: SessionParts, call: Call): Promise<AnswerOf<'readSession'>> {
  const { caller, session } = call;
  if (caller.kind !== 'user') return describe(caller, await tokenGrants(parts, call), { csrf: '' });
  const person = await ownPerson(parts, call);
  const secret = session?.current ?? '';
  const now = parts.scope.clock().getTime();
  const stored = await readSession(parts.database, hashSecret(secret), now);
  return describe(caller, person.grants, {
    csrf: csrfOf(secret),
    ...(stored === undefined ? {} : { expires: stored.expires }),
  });
}

/** Local callers may do everything; tokens what they were given. */
async function tokenGrants(
  { database }: SessionParts,
  { caller }: Call,
): Promise<Person['grants']> {
  if (caller.kind !== 'token') return parseGrants('[{"role":"administrator"}]');
  const tokens = await listTokens(database);
  return tokens.find(({ id }) => String(id) === caller.id)?.grants ?? [];
}

async function signOut(parts: SessionParts, call: Call): Promise<AnswerOf<'signOut'>> {
  const door = doorOf(call);
  await ownPerson(parts, call);
  await parts.database.transaction(async (tx) => {
    await endSession(tx, hashSecret(door.current ?? ''));
    await note(parts, tx, call, 'session.end');
  });
  door.end();
  return { ok: true };
}

/** Every session ends, and the browser that changed it gets a new one. */
async function changePassword(
  parts: SessionParts,
  attempts: Attempts,
  call: Call,
  { current, next }: InputOf<'changePassword'>['body'],
): Promise<AnswerOf<'changePassword'>> {
  const door = doorOf(call);
  const person = await localPerson(parts, call);
  const key = `change ${person.id}`;
  attempts.check(key, 10);
  if (person.password !== '' && !(await isPassword(current ?? '', person.password))) {
    attempts.failed(key);
    throw new CaissonError('access.forbidden', 'the current password is wrong');
  }
  const password = await hashPassword(next);
  const begun = await parts.database.transaction(async (tx) => {
    await changePerson(tx, person.id, { password });
    await endSessionsOf(tx, person.id);
    await note(parts, tx, call, 'password.change');
    return beginSession(tx, person, sessionAt(parts, call, 'changed password'));
  });
  door.start(begun.secret, begun.expires);
  return { ok: true };
}

/** Tokens are nobody: they have no password, no passkey, no session. Throws `access.forbidden`. */
async function ownPerson({ database }: SessionParts, { caller }: Call): Promise<Person> {
  const person = caller.kind === 'user' ? await personById(database, Number(caller.id)) : undefined;
  if (person !== undefined) return person;
  throw new CaissonError('access.forbidden', 'this is for people who are signed in');
}

/** Who signs in elsewhere has nothing of their own here: it would go on to work when they have left. Throws `access.forbidden`. */
async function localPerson(parts: SessionParts, call: Call): Promise<Person> {
  const person = await ownPerson(parts, call);
  if (person.origin === 'local') return person;
  throw new CaissonError(
    'access.forbidden',
    'you sign in elsewhere: passwords and passkeys are kept there',
  );
}

async function note(
  { audit }: SessionParts,
  tx: Parameters<SessionParts['audit']['append']>[0],
  { caller }: Call,
  action: string,
): Promise<void> {
  await audit.append(tx, { caller, action, subject: caller.name, outcome: 'done' });
}
