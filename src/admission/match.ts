import { fieldOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import { readSelector, selects } from '#kube/selector.ts';
import type { Json } from '#model/json-value.ts';
import type { MatchResources, ResourceRule } from './policy.ts';
import type { Request } from './request.ts';

/** Reads `matchConstraints` or `matchResources`; `undefined` for what is no map. */
export function readMatchResources(value: Json | undefined): MatchResources | undefined {
  if (value === undefined || value === null) return undefined;
  const namespaceSelector = readSelector(fieldOf(value, 'namespaceSelector'));
  const objectSelector = readSelector(fieldOf(value, 'objectSelector'));
  return {
    type: 'resources',
    rules: rulesAt(value, 'resourceRules'),
    excluded: rulesAt(value, 'excludeResourceRules'),
    ...(namespaceSelector !== undefined && { namespaceSelector }),
    ...(objectSelector !== undefined && { objectSelector }),
    isExact: fieldOf(value, 'matchPolicy') === 'Exact',
  };
}

function rulesAt(value: Json, field: string): readonly ResourceRule[] {
  return objectsOf(fieldOf(value, field)).map(([, rule]) => {
    const scope = textOf(fieldOf(rule, 'scope'));
    return {
      groups: textsOf(fieldOf(rule, 'apiGroups')),
      versions: textsOf(fieldOf(rule, 'apiVersions')),
      resources: textsOf(fieldOf(rule, 'resources')),
      operations: textsOf(fieldOf(rule, 'operations')),
      names: textsOf(fieldOf(rule, 'resourceNames')),
      scope: scope === 'Cluster' || scope === 'Namespaced' ? scope : '*',
    };
  });
}

/** What a rule of the policy does not know of a kind: with `Equivalent`, another version of a resource is the same resource. */
interface MatchOptions {
  /** Whether a rule for one version of an API also means the others. */
  readonly equivalent: boolean;
  /** What no rules at all mean: everything (`matchResources`, Kyverno) or nothing. */
  readonly withoutRules: boolean;
}

/**
 * Whether a request is meant: selectors, no excluding rule, one including rule (k8s.io/apiserver, policy/matching). A namespace
 * that is not known has the label that every namespace has, and no others.
 */
export function matchesResources(
  match: MatchResources,
  request: Request,
  { equivalent, withoutRules }: MatchOptions,
): boolean {
  const isEquivalent = equivalent && !match.isExact;
  if (!matchesNamespace(match, request) || !matchesObject(match, request)) return false;
  if (match.excluded.some((rule) => matchesRule(rule, request, isEquivalent))) return false;
  if (match.rules.length === 0) return withoutRules;
  return match.rules.some((rule) => matchesRule(rule, request, isEquivalent));
}

/** Cluster-wide objects are meant by any selector of namespaces; a Namespace is judged by its own labels. */
function matchesNamespace({ namespaceSelector }: MatchResources, request: Request): boolean {
  if (namespaceSelector === undefined || namespaceSelector.requirements.length === 0) return true;
  const labels = request.namespaceLabels;
  return labels === undefined || selects(namespaceSelector, labels);
}

/** Either the new or the old object has the labels. */
function matchesObject({ objectSelector }: MatchResources, request: Request): boolean {
  if (objectSelector === undefined || objectSelector.requirements.length === 0) return true;
  return request.labelSets.some((labels) => selects(objectSelector, labels));
}

function matchesRule(rule: ResourceRule, request: Request, equivalent: boolean): boolean {
  return (
    holds(rule.operations, request.operation) &&
    holds(rule.groups, request.group) &&
    (holds(rule.versions, request.version) || (equivalent && rule.versions.length > 0)) &&
    matchesScope(rule, request) &&
    rule.resources.some((one) => matchesResource(one, request)) &&
    matchesName(rule, request)
  );
}

function holds(allowed: readonly string[], value: string): boolean {
  return allowed.includes('*') || allowed.includes(value);
}

/** A Namespace counts as cluster-wide, though requests for it carry its name as namespace. */
function matchesScope({ scope }: ResourceRule, request: Request): boolean {
  if (scope === '*') return true;
  return request.isNamespaced === (scope === 'Namespaced');
}

/** `pods`, `pods/exec`, `*`, `pods/*`, `*` with a subresource. */
function matchesResource(pattern: string, { resource, subresource }: Request): boolean {
  const slash = pattern.indexOf('/');
  const wanted = slash < 0 ? pattern : pattern.slice(0, slash);
  const part = slash < 0 ? '' : pattern.slice(slash + 1);
  if (wanted !== '*' && wanted !== resource) return false;
  return part === '*' || part === subresource;
}

/** Names that are still to be made (`generateName`) are meant when they begin so. */
function matchesName({ names }: ResourceRule, request: Request): boolean {
  if (names.length === 0) return true;
  if (request.name !== '') return names.includes(request.name);
  const { generateName } = request;
  return generateName !== undefined && names.some((name) => generateName.startsWith(name));
}
