import type { Call } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { takeOneTime } from '#estate/identity/one-time.ts';
import {
  addPerson,
  changePerson,
  isAdministrated,
  type Person,
  personByName,
} from '#estate/identity/person.ts';
import { endSessionsOf } from '#estate/identity/session.ts';
import type { Attempts } from '#identity/attempts.ts';
import { hashPassword, isPassword } from '#identity/password.ts';
import { hashSecret, isSecret } from '#identity/secret.ts';
import { CaissonError } from '#kit/error.ts';
import type { AccountParts } from './account-parts.ts';
import { activePerson, type BegunSession, beginSession } from './begin-session.ts';
import { checkName } from './person-name.ts';

const maxOfOne = 10;
const maxOfName = 100;

/** Signs in with name and password; the answer and its time do not tell whether the name exists. Throws `access.*`. */
export async function signInWithPassword(
  parts: AccountParts,
  attempts: Attempts,
  call: Call,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<BegunSession> {
  const login = name.toLowerCase();
  const own = JSON.stringify([login, call.caller.remote ?? '']);
  attempts.check(own, maxOfOne);
  attempts.check(login, maxOfName);
  const person = await personByName(parts.database, name);
  const right = await isPassword(password, person?.password);
  if (!right || person === undefined || person.disabled) {
    attempts.failed(own);
    attempts.failed(login);
    await tellRefused(parts, call, name);
    throw new CaissonError('access.unauthenticated', 'name or password is wrong');
  }
  attempts.succeeded(own);
  attempts.succeeded(login);
  return parts.database.transaction(async (tx) =>
    beginSession(tx, await unchanged(tx, person), sessionAt(parts, call, 'password')),
  );
}

/** Makes the first administrator, or lets somebody who was invited in. Throws `access.unauthenticated`. */
export async function signInWithToken(
  parts: AccountParts,
  attempts: Attempts,
  call: Call,
  given: { readonly token: string; readonly name: string; readonly password?: string | undefined },
): Promise<BegunSession> {
  const remote = `first ${call.caller.remote ?? ''}`;
  attempts.check(remote, maxOfOne);
  const name = checkName(given.name);
  const password = given.password === undefined ? '' : await hashPassword(given.password);
  const begun = await parts.database.transaction(async (tx) => {
    const person = await personOfToken(parts, tx, { ...given, name, password });
    return person && beginSession(tx, person, sessionAt(parts, call, 'token'));
  });
  if (begun !== undefined) return begun;
  attempts.failed(remote);
  await tellRefused(parts, call, name);
  throw new CaissonError('access.unauthenticated', 'the token is wrong, used or too old', {
    hint: 'start the platform again for a new one, or ask for another invitation',
  });
}

/** What a session starts with. */
export function sessionAt(
  { audit, scope }: AccountParts,
  call: Call,
  way: string,
): Parameters<typeof beginSession>[2] {
  return {
    audit,
    way,
    now: scope.clock().getTime(),
    remote: call.caller.remote,
    before: call.session?.current,
  };
}

/** Between the check of the password and now nobody changed it. */
async function unchanged(tx: SqlWriter, { id, password }: Person): Promise<Person> {
  const now = await activePerson(tx, id);
  if (now.password !== password)
    throw new CaissonError('access.unauthenticated', 'name or password is wrong');
  return now;
}

async function personOfToken(
  { scope }: AccountParts,
  tx: SqlWriter,
  given: { readonly token: string; readonly name: string; readonly password: string },
): Promise<Person | undefined> {
  const now = scope.clock().getTime();
  const hash = hashSecret(given.token);
  if (isSecret('invitation', given.token)) {
    const invitation = await takeOneTime(tx, 'invitation', hash, now);
    return invitation?.person === undefined ? undefined : invited(tx, invitation.person, given);
  }
  if (!isSecret('first', given.token)) return undefined;
  if ((await takeOneTime(tx, 'first', hash, now)) === undefined) return undefined;
  if (await isAdministrated(tx)) return undefined;
  const id = await addPerson(tx, {
    name: given.name,
    email: '',
    origin: 'local',
    subject: '',
    password: given.password,
    grants: [{ role: 'administrator' }],
    created: now,
  });
  return activePerson(tx, id);
}

async function invited(
  tx: SqlWriter,
  id: number,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<Person> {
  const person = await activePerson(tx, id);
  if ((await personByName(tx, name))?.id !== id)
    throw new CaissonError('access.unauthenticated', 'the invitation is for another name');
  if (password !== '') await changePerson(tx, id, { password });
  await endSessionsOf(tx, id);
  return person;
}

async function tellRefused(
  { database, audit }: AccountParts,
  call: Call,
  name: string,
): Promise<void> {
  await database.transaction((tx) =>
    audit.append(tx, {
      caller: call.caller,
      action: 'session.start',
      subject: name,
      outcome: 'refused',
    }),
  );
}
