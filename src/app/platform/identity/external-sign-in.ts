import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ExternalSignIn } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import { addOneTime, takeOneTime } from '#estate/identity/one-time.ts';
import {
  addPerson,
  changePerson,
  type Person,
  personByName,
  personBySubject,
  type StoredGrants,
} from '#estate/identity/person.ts';
import { endSessionsOf } from '#estate/identity/session.ts';
import { type GroupGrant, grantsOfGroups } from '#identity/group-grants.ts';
import { type Oidc, type OidcPerson, oidcTransaction } from '#identity/oidc.ts';
import { hashSecret } from '#identity/secret.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { printable } from '#kit/text.ts';
import type { AccountParts } from './account-parts.ts';
import { activePerson, beginSession } from './begin-session.ts';

export interface ExternalParts extends AccountParts {
  readonly oidc: Oidc;
  readonly grants: readonly GroupGrant[];
}

const stored = oidcTransaction.extend({ returnTo: z.string() });
const waitMs = 10 * 60_000;

/** Signing in by OpenID Connect. What somebody may do comes from their groups, at each sign-in anew. */
export function externalSignIn(parts: ExternalParts): ExternalSignIn {
  const { database, scope, oidc } = parts;
  return {
    start: async (origin, returnTo) => {
      const { url, transaction } = await oidc.start(`${origin}/auth/oidc/callback`);
      const state = randomBytes(32).toString('base64url');
      const now = scope.clock().getTime();
      const value = JSON.stringify({ ...transaction, returnTo });
      const thing = {
        kind: 'external',
        hash: hashSecret(state),
        value,
        expires: now + waitMs,
      } as const;
      await database.transaction((tx) => addOneTime(tx, thing, now));
      return { url, state };
    },
    finish: async (url, state, remote) => {
      const now = scope.clock().getTime();
      const taken = await database.transaction((tx) =>
        takeOneTime(tx, 'external', hashSecret(state), now),
      );
      if (taken === undefined)
        throw new CaissonError('access.unauthenticated', 'this browser did not begin to sign in');
      const { returnTo, ...transaction } = stored.parse(parseJson(taken.value, 'a stored state'));
      const person = await oidc.finish(url, transaction);
      return { ...(await enter(parts, person, remote)), returnTo };
    },
  };
}

async function enter(
  { database, audit, scope, grants: mapping }: ExternalParts,
  given: OidcPerson,
  remote: string,
): Promise<{ readonly secret: string; readonly expires: number }> {
  const grants = [...grantsOfGroups(mapping, given.groups)] as StoredGrants; // the same shape, written by us
  const now = scope.clock().getTime();
  const at = { audit, now, way: 'openid connect', remote, before: undefined };
  const begun = await database.transaction(async (tx) => {
    const person = await provision(tx, given, grants, now);
    return person && beginSession(tx, person, at);
  });
  if (begun !== undefined) return begun;
  throw new CaissonError('access.forbidden', 'none of your groups may do anything here');
}

/** Known by issuer and subject only: names and addresses can be taken by others. Undefined: may do nothing. */
async function provision(
  tx: SqlWriter,
  given: OidcPerson,
  grants: StoredGrants,
  now: number,
): Promise<Person | undefined> {
  const known = await personBySubject(tx, given.subject);
  if (known !== undefined) {
    await changePerson(tx, known.id, { grants, email: given.email });
    if (grants.length === 0) await endSessionsOf(tx, known.id);
    return grants.length === 0 ? undefined : activePerson(tx, known.id);
  }
  if (grants.length === 0) return undefined;
  const name = await freeName(tx, given);
  const { subject, email } = given;
  const fields = {
    name,
    email,
    origin: 'oidc',
    subject,
    password: '',
    grants,
    created: now,
  } as const;
  return activePerson(tx, await addPerson(tx, fields));
}

/** Never the name of somebody else. */
async function freeName(tx: SqlWriter, { name, subject }: OidcPerson): Promise<string> {
  const own = printable(name).trim().slice(0, 150);
  if ((await personByName(tx, own)) === undefined && own !== '') return own;
  return `${own} (${hashSecret(subject).slice(0, 8)})`;
}
