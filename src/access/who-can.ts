import type { AccessRequest, WhoCanEntry } from '#model/access.ts';
import type { Access } from './access.ts';
import { type Binding, grantOf } from './bindings.ts';
import { subjectKey } from './identity.ts';
import { isClusterResource } from './resource-name.ts';
import type { HeldRule, Role } from './roles.ts';
import { includesOrAll, nameOfRequest, resourceMatches, ruleAllows } from './rule.ts';

/** How far somebody looks. */
export interface WhoCanOptions {
  /** Also who may do it in one namespace alone, where the request names none. */
  readonly anywhere?: boolean;
  /** Also who may do it with some objects alone, where the request names none. */
  readonly named?: boolean;
}

/**
 * Who may do something, one entry for each subject and place, those of the whole cluster first. Members of `system:masters` may do
 * everything and are not listed, unless a binding names that group.
 */
export function whoCan(
  access: Access,
  request: AccessRequest,
  options: WhoCanOptions = {},
): readonly WhoCanEntry[] {
  const found = new Map<string, WhoCanEntry>();
  const matching = new Map<Role, HeldRule | undefined>();
  const isInScope = scopeOf(access, request, options);
  for (const binding of access.bindings) {
    const { role } = binding;
    if (role === undefined || !isInScope(binding)) continue;
    if (!matching.has(role)) matching.set(role, bestRule(role, request, options));
    const held = matching.get(role);
    if (held !== undefined) addEntries(found, binding, held, request);
  }
  return [...found.values()];
}

function addEntries(
  found: Map<string, WhoCanEntry>,
  binding: Binding,
  held: HeldRule,
  request: AccessRequest,
): void {
  for (const [, subject] of binding.subjects) {
    const key = `${binding.namespace ?? ''}\n${subjectKey(subject)}`;
    const known = found.get(key);
    if (known === undefined || (known.names.length > 0 && held.rule.resourceNames.length === 0))
      found.set(key, entryOf(binding, held, subject, request));
  }
}

function entryOf(
  binding: Binding,
  held: HeldRule,
  subject: WhoCanEntry['subject'],
  request: AccessRequest,
): WhoCanEntry {
  const isNamed = request.type === 'resource' && nameOfRequest(request) === '';
  return {
    subject,
    ...(binding.namespace !== undefined && { namespace: binding.namespace }),
    names: isNamed ? held.rule.resourceNames : [],
    grant: grantOf(binding, subject, held),
  };
}

/** Which bindings count for a request. */
function scopeOf(
  { view }: Access,
  request: AccessRequest,
  { anywhere = false }: WhoCanOptions,
): (binding: Binding) => boolean {
  if (request.type === 'url') return ({ namespace }) => namespace === undefined;
  const wanted = request.namespace ?? '';
  if (wanted !== '') return ({ namespace }) => namespace === undefined || namespace === wanted;
  // A binding of a namespace counts for that namespace itself, for nothing else that has none.
  const isPlaced =
    (request.resource === 'namespaces' && request.group === '') ||
    isClusterResource(request.group, request.resource, view) !== true;
  return ({ namespace }) => namespace === undefined || (anywhere && isPlaced);
}

/** A rule for all objects before one for some. */
function bestRule(
  role: Role,
  request: AccessRequest,
  { named = false }: WhoCanOptions,
): HeldRule | undefined {
  const whole = role.rules.find(({ rule }) => ruleAllows(rule, request));
  if (whole !== undefined || !named || request.type === 'url') return whole;
  const { verb, group, resource, subresource } = request;
  return role.rules.find(
    ({ rule }) =>
      includesOrAll(rule.verbs, verb) &&
      includesOrAll(rule.apiGroups, group) &&
      rule.resources.some((one) => resourceMatches(one, resource, subresource)),
  );
}
