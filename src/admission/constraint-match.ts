import { fieldOf, isList, objectsOf, textOf, textsOf } from '#kube/json.ts';
import { readSelector, type Selector, selects } from '#kube/selector.ts';
import type { Json } from '#model/json-value.ts';
import type { Request } from './request.ts';
import { matchesWildcard } from './wildcard.ts';

/** `spec.match` of a constraint of Gatekeeper (constraints.gatekeeper.sh/v1beta1); what is not written means all. */
export interface ConstraintMatch {
  readonly type: 'constraint';
  readonly kinds: readonly {
    readonly groups: readonly string[];
    readonly kinds: readonly string[];
  }[];
  readonly namespaces?: readonly string[];
  readonly excludedNamespaces: readonly string[];
  readonly scope: string;
  readonly name: string;
  readonly labelSelector?: Selector;
  readonly namespaceSelector?: Selector;
}

export function readConstraintMatch(value: Json | undefined): ConstraintMatch {
  const labelSelector = readSelector(fieldOf(value, 'labelSelector'));
  const namespaceSelector = readSelector(fieldOf(value, 'namespaceSelector'));
  const namespaces = fieldOf(value, 'namespaces');
  return {
    type: 'constraint',
    kinds: objectsOf(fieldOf(value, 'kinds')).map(([, one]) => ({
      groups: textsOf(fieldOf(one, 'apiGroups')),
      kinds: textsOf(fieldOf(one, 'kinds')),
    })),
    ...(isList(namespaces) && { namespaces: textsOf(namespaces) }),
    excludedNamespaces: textsOf(fieldOf(value, 'excludedNamespaces')),
    scope: textOf(fieldOf(value, 'scope')) ?? '*',
    name: textOf(fieldOf(value, 'name')) ?? '*',
    ...(labelSelector !== undefined && { labelSelector }),
    ...(namespaceSelector !== undefined && { namespaceSelector }),
  };
}

/** Whether a constraint is about a request. Objects without a namespace are not judged by names of namespaces. */
export function matchesConstraint(match: ConstraintMatch, request: Request): boolean {
  return (
    matchesKinds(match, request) &&
    matchesNamespaces(match, request) &&
    matchesWildcard(match.name, request.name) &&
    (match.scope === '*' || request.isNamespaced === (match.scope === 'Namespaced')) &&
    matchesSelectors(match, request)
  );
}

function matchesKinds({ kinds }: ConstraintMatch, { group, kind }: Request): boolean {
  if (kinds.length === 0) return true;
  return kinds.some((one) => includes(one.groups, group) && includes(one.kinds, kind));
}

function includes(allowed: readonly string[], value: string): boolean {
  return allowed.length === 0 || allowed.includes('*') || allowed.includes(value);
}

function matchesNamespaces(
  { namespaces, excludedNamespaces }: ConstraintMatch,
  { namespace }: Request,
): boolean {
  if (namespace === '') return true;
  if (excludedNamespaces.some((one) => matchesWildcard(one, namespace))) return false;
  return namespaces === undefined || namespaces.some((one) => matchesWildcard(one, namespace));
}

function matchesSelectors(match: ConstraintMatch, request: Request): boolean {
  const { labelSelector, namespaceSelector } = match;
  if (labelSelector !== undefined && !request.labelSets.some((one) => selects(labelSelector, one)))
    return false;
  const labels = request.namespaceLabels;
  return (
    namespaceSelector === undefined || labels === undefined || selects(namespaceSelector, labels)
  );
}
