import { fieldOf, objectsOf, textsOf } from '#kube/json.ts';
import type { AccessRequest, AccessRule, ResourceRequest } from '#model/access.ts';
import type { Json } from '#model/json-value.ts';

/** The rules of a role's body, with their places (rbac.authorization.k8s.io/v1, PolicyRule). */
export function readRules(body: Json): readonly (readonly [number, AccessRule])[] {
  return objectsOf(fieldOf(body, 'rules')).map(([at, rule]) => [
    at,
    {
      verbs: textsOf(fieldOf(rule, 'verbs')),
      apiGroups: textsOf(fieldOf(rule, 'apiGroups')),
      resources: textsOf(fieldOf(rule, 'resources')),
      resourceNames: textsOf(fieldOf(rule, 'resourceNames')),
      nonResourceUrls: textsOf(fieldOf(rule, 'nonResourceURLs')),
    },
  ]);
}

/** Whether a rule allows a request, exactly as the RBAC authorizer of the API server decides. */
export function ruleAllows(rule: AccessRule, request: AccessRequest): boolean {
  if (!includesOrAll(rule.verbs, request.verb)) return false;
  if (request.type === 'url')
    return rule.nonResourceUrls.some((pattern) => urlMatches(pattern, request.path));
  return (
    includesOrAll(rule.apiGroups, request.group) &&
    rule.resources.some((one) => resourceMatches(one, request.resource, request.subresource)) &&
    nameMatches(rule.resourceNames, nameOfRequest(request))
  );
}

/** `*` matches all, subresources too; `*` before a slash any resource with this subresource; `pods/*` is no pattern. */
export function resourceMatches(pattern: string, resource: string, subresource = ''): boolean {
  if (pattern === '*') return true;
  if (subresource === '') return pattern === resource;
  return pattern === `${resource}/${subresource}` || pattern === `*/${subresource}`;
}

/** Exact, `*`, or what stands before the stars at its end. */
export function urlMatches(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(withoutStars(pattern));
}

function withoutStars(pattern: string): string {
  let end = pattern.length;
  while (end > 0 && pattern[end - 1] === '*') end -= 1;
  return pattern.slice(0, end);
}

/** A rule with names never matches a request without one. */
function nameMatches(names: readonly string[], name: string): boolean {
  return names.length === 0 || names.includes(name);
}

/** List and watch carry a name where their field selector demands one (apiserver, RequestInfo). */
export function nameOfRequest({ verb, name, fieldSelector }: ResourceRequest): string {
  if (name !== undefined && name !== '') return name;
  if (fieldSelector === undefined || (verb !== 'list' && verb !== 'watch')) return '';
  for (const term of fieldSelector.split(',')) {
    const match = /^\s*metadata\.name\s*==?\s*([^\s=!]+)\s*$/.exec(term.slice(0, 400));
    if (match?.[1] !== undefined) return match[1];
  }
  return '';
}

export function includesOrAll(values: readonly string[], value: string): boolean {
  return values.includes('*') || values.includes(value);
}
