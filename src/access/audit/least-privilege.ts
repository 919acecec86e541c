import { sha256Hex } from '#kit/hash.ts';
import type { AccessRequest, AccessRule, AccessUse, Requester } from '#model/access.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Access } from '../access.ts';
import { accountOfUser } from '../identity.ts';
import { nameOfRequest } from '../rule.ts';
import { type Excess, type Needs, rulesOf, urlMark } from './rules-of-use.ts';
import { formatYaml } from './yaml-text.ts';

export interface LeastPrivilegeOptions {
  /** From so many names of one resource on, the rule is for all of them; left out: never. */
  readonly collapseNames?: number;
  /** From so many namespaces on with one right, it is given in the whole cluster; left out: never. */
  readonly collapseNamespaces?: number;
  /** List and watch bring get, list and watch together; left out: they do. */
  readonly joinReads?: boolean;
  /** What is allowed already is left out. */
  readonly existing?: Access;
  /** These requesters alone, by user name. */
  readonly users?: readonly string[];
}

/** Roles and bindings that allow what was seen. */
export interface LeastPrivilege {
  readonly objects: readonly JsonObject[];
  /** The same as YAML, in an order that does not change. */
  readonly yaml: string;
  /** What they allow and nobody was seen doing. */
  readonly beyond: readonly (Excess & { readonly user: string })[];
  /** Requesters who need no roles, as members of `system:masters`, or must not have any: clients that have not logged in. */
  readonly skipped: readonly string[];
}

const group = 'rbac.authorization.k8s.io';

/** Makes the roles that allow every use, for each requester by themselves. */
export function leastPrivilege(
  uses: readonly AccessUse[],
  options: LeastPrivilegeOptions = {},
): LeastPrivilege {
  const byUser = Map.groupBy(uses, ({ requester }) => requester.user);
  const names = [...byUser.keys()].sort();
  const chosen = names.filter((user) => options.users?.includes(user) ?? true);
  const objects: JsonObject[] = [];
  const beyond: (Excess & { user: string })[] = [];
  const skipped: string[] = [];
  for (const user of chosen) {
    const own = byUser.get(user) ?? [];
    if (needsNoRole(user, own)) {
      skipped.push(user);
      continue;
    }
    const made = objectsOf(user, own, options);
    objects.push(...made.objects);
    beyond.push(...made.beyond.map((one) => ({ ...one, user })));
  }
  return { objects, yaml: objects.map((one) => formatYaml(one)).join('---\n'), beyond, skipped };
}

function needsNoRole(user: string, uses: readonly AccessUse[]): boolean {
  if (user === '' || user === 'system:anonymous') return true;
  return uses.every(({ requester }) => requester.groups.includes('system:masters'));
}

function objectsOf(user: string, uses: readonly AccessUse[], options: LeastPrivilegeOptions) {
  const { existing } = options;
  const needed = uses.filter(
    ({ requester, request }) => existing?.decide(requester, request).allowed !== true,
  );
  const { rules, beyond } = rulesOf(needsOf(needed), options);
  const name = nameOf(user);
  const objects = [...rules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([namespace, list]) => [
      roleOf(name, namespace, list),
      bindingOf(name, namespace, user),
    ]);
  return { objects, beyond };
}

/** By namespace (empty: the whole cluster), then by resource or path, then by name (empty: none), the verbs. */
function needsOf(uses: readonly AccessUse[]): Needs {
  const needs: Needs = new Map();
  for (const { request } of uses) {
    const [place, what, name] = partsOf(request);
    const things = needs.get(place) ?? new Map<string, Map<string, Set<string>>>();
    needs.set(place, things);
    const named = things.get(what) ?? new Map<string, Set<string>>();
    things.set(what, named);
    const verbs = named.get(name) ?? new Set<string>();
    named.set(name, verbs);
    verbs.add(request.verb);
  }
  return needs;
}

function partsOf(request: AccessRequest): readonly [string, string, string] {
  if (request.type === 'url') return ['', `${urlMark}\n${request.path}`, ''];
  const { group: owner, resource, subresource, namespace = '' } = request;
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  return [namespace, `${owner}\n${whole}`, nameOfRequest(request)];
}

/** Service accounts have names that tell them apart; what is left of other users when it is made a name may not. */
function nameOf(user: Requester['user']): string {
  const account = accountOfUser(user);
  if (account !== undefined) return `used-by-${account.namespace ?? ''}.${account.name}`;
  const safe = user
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .slice(0, 60);
  return `used-by-user-${safe}-${sha256Hex(Buffer.from(user)).slice(0, 6)}`;
}

function roleOf(name: string, namespace: string, rules: readonly AccessRule[]): JsonObject {
  return {
    apiVersion: `${group}/v1`,
    kind: namespace === '' ? 'ClusterRole' : 'Role',
    metadata: metadataOf(name, namespace),
    rules: rules.map(({ apiGroups, resources, resourceNames, nonResourceUrls, verbs }) => ({
      ...(nonResourceUrls.length > 0
        ? { nonResourceURLs: nonResourceUrls }
        : { apiGroups, resources }),
      ...(resourceNames.length > 0 && { resourceNames }),
      verbs,
    })),
  };
}

function bindingOf(name: string, namespace: string, user: string): JsonObject {
  const kind = namespace === '' ? 'ClusterRole' : 'Role';
  const account = accountOfUser(user);
  return {
    apiVersion: `${group}/v1`,
    kind: `${kind}Binding`,
    metadata: metadataOf(name, namespace),
    roleRef: { apiGroup: group, kind, name },
    subjects: [
      account === undefined
        ? { apiGroup: group, kind: 'User', name: user }
        : { kind: 'ServiceAccount', name: account.name, namespace: account.namespace ?? '' },
    ],
  };
}

function metadataOf(name: string, namespace: string): JsonObject {
  return namespace === '' ? { name } : { name, namespace };
}
