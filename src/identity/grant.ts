import type { Caller, Place, Reach } from '#contract/platform.ts';
import {
  type Permission,
  permissions,
  permissionsOfRole,
  type Role,
  unscopedPermissions,
} from '#wire/permission.ts';

/** A role, in a place or everywhere. */
export interface Grant {
  readonly role: Role;
  readonly place?: GivenPlace | undefined;
}
type GivenPlace = { readonly [Member in keyof Place]?: Place[Member] | undefined };

const programs: ReadonlySet<Role> = new Set<Role>(['agent', 'ingest']);

/** Where a permission holds by these grants. A grant that is bound to a place does not give what concerns the whole installation. */
export function reachOf(grants: readonly Grant[], permission: Permission): Reach | undefined {
  const giving = grants.filter(({ role }) => permissionsOfRole[role].includes(permission));
  if (giving.some(isEverywhere)) return 'all';
  const places = giving.flatMap(({ place }) => (place === undefined ? [] : [placeOf(place)]));
  return places.length === 0 || unscopedPermissions.has(permission) ? undefined : places;
}

/** Somebody with these grants. */
export function callerWith(
  who: Pick<Caller, 'kind' | 'id' | 'name'>,
  grants: readonly Grant[],
): Caller {
  return { ...who, reachOf: (permission) => reachOf(grants, permission) };
}

/** What somebody may do anywhere; for showing, never for deciding. */
export function permissionsOf(caller: Caller): readonly Permission[] {
  return permissions.filter(
    (one) => one === 'public' || one === 'self' || caller.reachOf(one) !== undefined,
  );
}

/** Whether somebody who may do this may give that: nobody gives more than they have. Administrators of everything give any role. */
export function covers(own: readonly Grant[], wanted: Grant): boolean {
  if (own.some((grant) => grant.role === 'administrator' && isEverywhere(grant))) return true;
  const given = permissionsOfRole[wanted.role].filter(
    (permission) => isEverywhere(wanted) || !unscopedPermissions.has(permission),
  );
  return given.every((permission) => {
    const reach = reachOf(own, permission);
    if (reach === undefined || reach === 'all') return reach === 'all';
    return !isEverywhere(wanted) && reach.some((place) => isWithin(wanted.place ?? {}, place));
  });
}

/** Grants of programs outlive the person who gave them: agents go on when somebody leaves. */
export function isForPrograms(grants: readonly Grant[]): boolean {
  return grants.every(({ role }) => programs.has(role));
}

function isEverywhere({ place }: Grant): boolean {
  return place === undefined || Object.values(place).every((name) => name === undefined);
}

function isWithin(inner: GivenPlace, outer: Place): boolean {
  const { cluster, namespace, repository } = outer;
  if (cluster !== undefined && inner.cluster !== cluster) return false;
  if (namespace !== undefined && inner.namespace !== namespace) return false;
  if (repository === undefined) return true;
  const prefix = `${repository.replace(/\/+$/u, '')}/`;
  return `${(inner.repository ?? '').replace(/\/+$/u, '')}/`.startsWith(prefix);
}

function placeOf({ cluster, namespace, repository }: GivenPlace): Place {
  return {
    ...(cluster === undefined ? {} : { cluster }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(repository === undefined ? {} : { repository }),
  };
}
