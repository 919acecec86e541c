import { CaissonError } from '#kit/error.ts';
import { type Role, roles } from '#wire/permission.ts';
import type { Grant } from './grant.ts';

/** Which group gives which grant. */
export interface GroupGrant {
  readonly group: string;
  readonly grant: Grant;
}

/** Reads `GROUP=ROLE` and `GROUP=ROLE@NAMESPACE`; groups may hold `=`, roles do not. Throws `usage.invalid-config`. */
export function parseGroupGrants(texts: readonly string[]): readonly GroupGrant[] {
  return texts.map((text) => {
    const at = text.lastIndexOf('=');
    const [name = '', namespace] = text.slice(at + 1).split('@');
    const role = roles.find((one) => one === name);
    if (at <= 0 || role === undefined || namespace === '')
      throw new CaissonError('usage.invalid-config', `"${text}" gives no group a role`, {
        hint: `write GROUP=ROLE or GROUP=ROLE@NAMESPACE, with one of the roles ${roles.join(', ')}`,
      });
    return { group: text.slice(0, at), grant: grantOf(role, namespace) };
  });
}

/** What somebody in these groups may do; `*` is everybody who can sign in there. */
export function grantsOfGroups(
  mapping: readonly GroupGrant[],
  groups: readonly string[],
): readonly Grant[] {
  const own = new Set([...groups, '*']);
  return mapping.filter(({ group }) => own.has(group)).map(({ grant }) => grant);
}

function grantOf(role: Role, namespace: string | undefined): Grant {
  return namespace === undefined ? { role } : { role, place: { namespace } };
}
