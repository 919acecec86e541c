import type { Requirement, Selector } from '#kube/selector.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { type Expression, type LabelTest, testHolds } from './calico-selector.ts';
import { type PodPeer, podPeer } from './policy.ts';

/** Values that labels have here: what `contains` and the like mean is told by them. */
export interface ValuesInUse {
  ofPods(key: string): Iterable<string>;
  ofNamespaces(key: string): Iterable<string>;
}

/** Labels that Calico gives each endpoint and each namespace besides their own. */
export const namespaceLabel = 'projectcalico.org/namespace';
export const ownNamePrefix = 'projectcalico.org/name';
export const namespacePrefix = 'pcns.';
const nameLabel = 'kubernetes.io/metadata.name';

/** Groups of demands that one selector may be spread to. */
const maxGroups = 64;

/**
 * Pods that a selector means, as selectors of Kubernetes, one for each of its alternatives. `undefined` where there are too many of
 * them.
 */
export function podPeersOf(
  expression: Expression,
  path: FieldPath,
  text: string,
  values: ValuesInUse,
): readonly PodPeer[] | undefined {
  const groups = groupsOf(expression, false);
  return groups?.flatMap((group) => {
    const pods: Requirement[] = [];
    const namespaces: Requirement[] = [];
    for (const literal of group) {
      const found = requirementOf(literal, values);
      if (found === false) return [];
      if (found === true) continue;
      (found.isOfNamespace ? namespaces : pods).push(found.requirement);
    }
    const isSimple = expression.type === 'all' || text === '' || text === 'all()';
    return [
      { ...podPeer(placeOf(namespaces), { requirements: pods }, path), ...(!isSimple && { text }) },
    ];
  });
}

function placeOf(requirements: readonly Requirement[]): string | Selector {
  const [only] = requirements;
  const isName =
    requirements.length === 1 &&
    only?.key === nameLabel &&
    only.operator === 'In' &&
    only.values.length === 1;
  return isName ? (only.values[0] ?? '') : { requirements };
}

interface Literal {
  readonly test: LabelTest;
  readonly isNegated: boolean;
}

/** Alternatives, in each of which all demands must hold; `undefined` where there are more than `maxGroups`. */
function groupsOf(
  expression: Expression,
  isNegated: boolean,
): readonly (readonly Literal[])[] | undefined {
  switch (expression.type) {
    case 'all':
      return isNegated ? [] : [[]];
    case 'global':
      return isNegated ? [[]] : [];
    case 'test':
      return [[{ test: expression, isNegated }]];
    case 'not':
      return groupsOf(expression.of, !isNegated);
    default: {
      const parts = expression.of.map((one) => groupsOf(one, isNegated));
      return (expression.type === 'and') === isNegated ? joined(parts) : product(parts);
    }
  }
}

type Groups = readonly (readonly Literal[])[] | undefined;

function joined(parts: readonly Groups[]): Groups {
  const all: (readonly Literal[])[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    all.push(...part);
  }
  return all.length > maxGroups ? undefined : all;
}

function product(parts: readonly Groups[]): Groups {
  let all: (readonly Literal[])[] = [[]];
  for (const part of parts) {
    if (part === undefined || all.length * part.length > maxGroups) return undefined;
    all = all.flatMap((group) => part.map((one) => [...group, ...one]));
  }
  return all;
}

interface Placed {
  readonly requirement: Requirement;
  readonly isOfNamespace: boolean;
}

/** True or false where it is so for every pod: each is in a namespace. */
function requirementOf({ test, isNegated }: Literal, values: ValuesInUse): Placed | boolean {
  const place = labelOf(test.key);
  if (test.operator === 'has' && place.isOfNamespace && place.key === nameLabel) return !isNegated;
  const { key, isOfNamespace } = place;
  if (test.operator === 'has') {
    const operator = isNegated ? 'DoesNotExist' : 'Exists';
    return { requirement: { key, operator, values: [] }, isOfNamespace };
  }
  const inUse = isOfNamespace ? values.ofNamespaces(key) : values.ofPods(key);
  const meant =
    test.operator === 'in' ? test.values : [...inUse].filter((one) => testHolds(test, one));
  const operator = isNegated ? 'NotIn' : 'In';
  return { requirement: { key, operator, values: meant }, isOfNamespace };
}

function labelOf(key: string): { readonly key: string; readonly isOfNamespace: boolean } {
  if (key === namespaceLabel) return { key: nameLabel, isOfNamespace: true };
  if (!key.startsWith(namespacePrefix)) return { key, isOfNamespace: false };
  const own = key.slice(namespacePrefix.length);
  return { key: own === ownNamePrefix ? nameLabel : own, isOfNamespace: true };
}
