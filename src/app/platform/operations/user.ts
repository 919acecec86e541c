import type { Call, Operations } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { addOneTime } from '#estate/identity/one-time.ts';
import {
  addPerson,
  changePerson,
  listPeople,
  type Person,
  personById,
  removePerson,
  type StoredGrants,
} from '#estate/identity/person.ts';
import { endSessionsOf } from '#estate/identity/session.ts';
import { addToken, listTokens, removeToken, type StoredToken } from '#estate/identity/token.ts';
import { ownNumber } from '#estate/own-number.ts';
import { covers } from '#identity/grant.ts';
import { hashSecret, newSecret } from '#identity/secret.ts';
import { CaissonError } from '#kit/error.ts';
import type { AnswerOf, InputOf } from '#wire/routes.ts';
import type { AccountParts } from '../identity/account-parts.ts';
import { checkName } from '../identity/person-name.ts';

type Ids =
  | 'listUsers'
  | 'addUser'
  | 'changeUser'
  | 'removeUser'
  | 'listTokens'
  | 'addToken'
  | 'removeToken';
const dayMs = 86_400_000;

/** People, their grants, and tokens. Nobody gives more than they have, and somebody always may administrate. */
export function userOperations(parts: AccountParts): Pick<Operations, Ids> {
  const { database } = parts;
  return {
    listUsers: async () => ({ items: (await listPeople(database)).map(userOf) }),
    addUser: (call, { body }) => inviteUser(parts, call, body),
    changeUser: (call, { params, body }) => changeUser(parts, call, params.id, body),
    removeUser: (call, { params }) => removeUser(parts, call, params.id),
    listTokens: async () => ({ items: (await listTokens(database)).map(tokenOf) }),
    addToken: (call, { body }) => makeToken(parts, call, body),
    removeToken: (call, { params }) => revokeToken(parts, call, params.id),
  };
}

async function inviteUser(
  { database, audit, scope }: AccountParts,
  { caller }: Call,
  { name, email, grants }: InputOf<'addUser'>['body'],
): Promise<AnswerOf<'addUser'>> {
  const invitation = newSecret('invitation');
  const now = scope.clock().getTime();
  const person = await database.transaction(async (tx) => {
    await checkGiving(tx, caller, grants);
    const id = await addPerson(tx, {
      name: checkName(name),
      email: email ?? '',
      origin: 'local',
      subject: '',
      password: '',
      grants,
      created: now,
    });
    const hash = hashSecret(invitation);
    await addOneTime(tx, { kind: 'invitation', hash, person: id, expires: now + 7 * dayMs }, now);
    const detail = JSON.stringify(grants);
    await audit.append(tx, { caller, action: 'user.add', subject: name, outcome: 'done', detail });
    return personOf(tx, String(id));
  });
  return { user: userOf(person), invitation };
}

async function changeUser(
  { database, audit }: AccountParts,
  { caller }: Call,
  id: string,
  change: InputOf<'changeUser'>['body'],
): Promise<AnswerOf<'changeUser'>> {
  const person = await database.transaction(async (tx) => {
    const { id: own, name } = await personOf(tx, id);
    const { grants, disabled } = change;
    if (grants !== undefined) await checkGiving(tx, caller, grants);
    await changePerson(tx, own, {
      ...(grants === undefined ? {} : { grants }),
      ...(disabled === undefined ? {} : { disabled }),
    });
    if (disabled === true) await endSessionsOf(tx, own);
    await checkAdministrated(tx);
    const detail = JSON.stringify(change);
    await audit.append(tx, {
      caller,
      action: 'user.change',
      subject: name,
      outcome: 'done',
      detail,
    });
    return personOf(tx, id);
  });
  return userOf(person);
}

async function removeUser(
  { database, audit }: AccountParts,
  { caller }: Call,
  id: string,
): Promise<AnswerOf<'removeUser'>> {
  await database.transaction(async (tx) => {
    const person = await personOf(tx, id);
    await removePerson(tx, person.id);
    await checkAdministrated(tx);
    const subject = person.name;
    await audit.append(tx, { caller, action: 'user.remove', subject, outcome: 'done' });
  });
  return { ok: true };
}

async function makeToken(
  { database, audit, scope }: AccountParts,
  { caller }: Call,
  { name, grants, days }: InputOf<'addToken'>['body'],
): Promise<AnswerOf<'addToken'>> {
  const secret = newSecret('token');
  const created = scope.clock().getTime();
  const token = await database.transaction(async (tx) => {
    const maker = await checkGiving(tx, caller, grants);
    const made = await addToken(tx, hashSecret(secret), {
      name,
      prefix: secret.slice(0, 8),
      grants,
      person: maker?.id ?? 0,
      created,
      createdBy: caller.name,
      expires: created + days * dayMs,
    });
    const detail = JSON.stringify({ grants, days });
    await audit.append(tx, { caller, action: 'token.add', subject: name, outcome: 'done', detail });
    return made;
  });
  return { token: tokenOf(token), secret };
}

async function revokeToken(
  { database, audit }: AccountParts,
  { caller }: Call,
  id: string,
): Promise<AnswerOf<'removeToken'>> {
  await database.transaction(async (tx) => {
    const { name } = await removeToken(tx, ownNumber(id));
    await audit.append(tx, { caller, action: 'token.remove', subject: name, outcome: 'done' });
  });
  return { ok: true };
}

/** Answers who gives. Tokens cannot make users or tokens: what they gave would outlive them. Throws `access.forbidden`. */
async function checkGiving(
  tx: SqlWriter,
  caller: Call['caller'],
  grants: StoredGrants,
): Promise<Person | undefined> {
  if (caller.kind === 'local' || caller.kind === 'system') return undefined;
  const giver = caller.kind === 'user' ? await personById(tx, Number(caller.id)) : undefined;
  if (giver === undefined)
    throw new CaissonError('access.forbidden', 'only people give grants, tokens do not');
  if (!grants.every((grant) => covers(giver.grants, grant)))
    throw new CaissonError('access.forbidden', 'a grant is more than you have yourself');
  return giver;
}

/** Throws `state.conflict` when nobody would be left who may do everything. */
async function checkAdministrated(tx: SqlWriter): Promise<void> {
  const people = await listPeople(tx);
  const left = people.some(
    ({ disabled, grants }) => !disabled && covers(grants, { role: 'administrator' }),
  );
  if (!left) throw new CaissonError('state.conflict', 'nobody would be left to administrate');
}

/** Throws `input.not-found`. */
async function personOf(tx: SqlWriter, id: string): Promise<Person> {
  const person = await personById(tx, ownNumber(id));
  if (person !== undefined) return person;
  throw new CaissonError('input.not-found', `there is no user "${id}"`);
}

function userOf(person: Person): AnswerOf<'changeUser'> {
  const { id, name, email, origin, grants, passkeys, password, disabled, created } = person;
  return {
    id: String(id),
    name,
    ...(email === '' ? {} : { email }),
    origin,
    grants,
    passkeys,
    hasPassword: password !== '',
    disabled,
    created,
    ...(person.lastSeen === undefined ? {} : { lastSeen: person.lastSeen }),
  };
}

function tokenOf(token: StoredToken): AnswerOf<'addToken'>['token'] {
  const { id, name, prefix, grants, created, createdBy, expires, lastUsed } = token;
  return {
    id: String(id),
    name,
    prefix,
    grants,
    created,
    createdBy,
    expires,
    ...(lastUsed === undefined ? {} : { lastUsed }),
  };
}
