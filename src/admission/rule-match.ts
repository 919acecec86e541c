import { fieldOf, isList, isObject, objectsOf, textMapOf, textOf, textsOf } from '#kube/json.ts';
import { readSelector, type Selector } from '#kube/selector.ts';
import type { Json } from '#model/json-value.ts';
import { type KindSelector, matchesKind, readKind } from './kind-selector.ts';
import type { Request, UserInfo } from './request.ts';
import { matchesWildcard } from './wildcard.ts';

/** `match` and `exclude` of a rule of Kyverno (kyverno.io/v1, MatchResources). */
export interface RuleMatch {
  readonly type: 'rule';
  readonly include: Blocks;
  readonly exclude: Blocks;
}

/** `any` needs one of its filters, `all` every one. */
interface Blocks {
  readonly mode: 'any' | 'all';
  readonly filters: readonly Filter[];
}

interface Filter {
  readonly kinds: readonly KindSelector[];
  readonly names: readonly string[];
  readonly name: string | undefined;
  readonly namespaces: readonly string[];
  readonly annotations: ReadonlyMap<string, string>;
  readonly selector: Selector | undefined;
  readonly namespaceSelector: Selector | undefined;
  readonly operations: readonly string[];
  readonly subjects: readonly Subject[];
  /** `namespace:name`, with wildcards no more than Kyverno has them: none. */
  readonly roles: readonly string[];
  readonly clusterRoles: readonly string[];
  readonly isEmpty: boolean;
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

export function readRuleMatch(match: Json | undefined, exclude: Json | undefined): RuleMatch {
  return { type: 'rule', include: readBlocks(match), exclude: readBlocks(exclude) };
}

function readBlocks(value: Json | undefined): Blocks {
  if (value === undefined || value === null) return { mode: 'any', filters: [] };
  const any = fieldOf(value, 'any');
  if (isList(any) && any.length > 0) return { mode: 'any', filters: objectsOf(any).map(readOne) };
  const all = fieldOf(value, 'all');
  if (isList(all) && all.length > 0) return { mode: 'all', filters: objectsOf(all).map(readOne) };
  return { mode: 'any', filters: [readFilter(value)] };
}

function readOne([, value]: readonly [number, Json]): Filter {
  return readFilter(value);
}

function readFilter(value: Json): Filter {
  const resources = fieldOf(value, 'resources');
  const subjects = objectsOf(fieldOf(value, 'subjects')).map(([, one]) => ({
    kind: textOf(fieldOf(one, 'kind')) ?? '',
    name: textOf(fieldOf(one, 'name')) ?? '',
    namespace: textOf(fieldOf(one, 'namespace')) ?? '',
  }));
  const roles = textsOf(fieldOf(value, 'roles'));
  const clusterRoles = textsOf(fieldOf(value, 'clusterRoles'));
  return {
    kinds: textsOf(fieldOf(resources, 'kinds')).map(readKind),
    names: textsOf(fieldOf(resources, 'names')),
    name: textOf(fieldOf(resources, 'name')),
    namespaces: textsOf(fieldOf(resources, 'namespaces')),
    annotations: textMapOf(fieldOf(resources, 'annotations')),
    selector: readSelector(fieldOf(resources, 'selector')),
    namespaceSelector: readSelector(fieldOf(resources, 'namespaceSelector')),
    operations: textsOf(fieldOf(resources, 'operations')),
    subjects,
    roles,
    clusterRoles,
    isEmpty:
      subjects.length + roles.length + clusterRoles.length === 0 &&
      !(isObject(resources) && Object.values(resources).some((one) => one !== null)),
  };
}

/** Whether an exception is for a request: users that it names have to be known. */
export function matchesException({ include }: RuleMatch, request: Request): boolean {
  return combine(include, (filter) => !filter.isEmpty && passes(filter, request, true));
}

/** Whether a rule judges a request; `kinds` are those that a rule for pods is rewritten for. */
export function matchesRuleMatch({ include, exclude }: RuleMatch, request: Request): boolean {
  const isIncluded = combine(
    include,
    (filter) => !filter.isEmpty && passes(filter, request, false),
  );
  if (!isIncluded || exclude.filters.length === 0) return isIncluded;
  return !combine(exclude, (filter) => !filter.isEmpty && passes(filter, request, true));
}

function combine({ mode, filters }: Blocks, test: (filter: Filter) => boolean): boolean {
  if (filters.length === 0) return false;
  return mode === 'any' ? filters.some(test) : filters.every(test);
}

/** Without any user information the filter's users and roles do not count, but they do where they exclude. */
function passes(filter: Filter, request: Request, excludes: boolean): boolean {
  const { operations, kinds } = filter;
  if (operations.length > 0 && !operations.includes(request.operation)) return false;
  if (kinds.length > 0 && !kinds.some((kind) => matchesKind(kind, request))) return false;
  return (
    matchesNames(filter, request) &&
    matchesLabels(filter, request) &&
    isBy(filter, request, excludes)
  );
}

function isBy(filter: Filter, request: Request, excludes: boolean): boolean {
  const isUnknown =
    request.userInfo.username === '' &&
    request.userInfo.groups.length === 0 &&
    request.roles === undefined &&
    request.clusterRoles === undefined;
  if (isUnknown && !excludes) return true;
  return (
    hasOne(filter.roles, request.roles) &&
    hasOne(filter.clusterRoles, request.clusterRoles) &&
    isSubject(filter, request)
  );
}

function hasOne(wanted: readonly string[], given: readonly string[] = []): boolean {
  return wanted.length === 0 || wanted.some((one) => given.includes(one));
}

function isSubject(filter: Filter, request: Request): boolean {
  return (
    filter.subjects.length === 0 || filter.subjects.some((one) => isUser(one, request.userInfo))
  );
}

function matchesNames(filter: Filter, request: Request): boolean {
  const name = request.name === '' ? (request.generateName ?? '') : request.name;
  if (filter.name !== undefined && filter.name !== '' && !matchesWildcard(filter.name, name))
    return false;
  if (filter.names.length > 0 && !filter.names.some((one) => matchesWildcard(one, name)))
    return false;
  const { namespaces } = filter;
  return (
    namespaces.length === 0 || namespaces.some((one) => matchesWildcard(one, request.namespace))
  );
}

function matchesLabels(filter: Filter, request: Request): boolean {
  const { object } = request.subject;
  for (const [key, value] of filter.annotations)
    if (!hasPair(object.annotations, key, value)) return false;
  if (filter.selector !== undefined && !selectsWild(filter.selector, object.labels)) return false;
  if (filter.namespaceSelector === undefined) return true;
  if (request.kind === 'Namespace' && request.group === '') return false;
  return selectsWild(filter.namespaceSelector, request.namespaceLabels ?? new Map());
}

function hasPair(map: ReadonlyMap<string, string>, key: string, value: string): boolean {
  for (const [name, text] of map)
    if (matchesWildcard(key, name) && matchesWildcard(value, text)) return true;
  return false;
}

/** A selector of Kyverno, whose `matchLabels` may have wildcards in keys and values. */
export function selectsWild(
  { requirements }: Selector,
  labels: ReadonlyMap<string, string>,
): boolean {
  return requirements.every(({ key, operator, values }) => {
    const found = [...labels].filter(([name]) => matchesWildcard(key, name));
    if (operator === 'Exists') return found.length > 0;
    if (operator === 'DoesNotExist') return found.length === 0;
    const isIn = found.some(([, text]) => values.some((value) => matchesWildcard(value, text)));
    return operator === 'In' ? isIn : !isIn;
  });
}

function isUser({ kind, name, namespace }: Subject, user: UserInfo): boolean {
  if (kind === 'ServiceAccount')
    return matchesWildcard(`system:serviceaccount:${namespace}:${name}`, user.username);
  if (kind === 'Group') return user.groups.some((group) => matchesWildcard(name, group));
  return matchesWildcard(name, user.username);
}

/** The kinds that a match names, `*` among them where any is meant. */
export function kindsOf({ include, exclude }: RuleMatch): {
  readonly included: readonly KindSelector[];
  readonly excluded: readonly KindSelector[];
} {
  return {
    included: include.filters.flatMap(({ kinds }) => kinds),
    excluded: exclude.filters.flatMap(({ kinds }) => kinds),
  };
}

/** Whether a rule for pods may be rewritten for controllers: no filter of names, labels or annotations (Kyverno, auto-gen). */
export function isRewritable({ include, exclude }: RuleMatch): boolean {
  return [...include.filters, ...exclude.filters].every(
    ({ name, names, selector, annotations, kinds }) =>
      name === undefined &&
      names.length === 0 &&
      selector === undefined &&
      annotations.size === 0 &&
      (kinds.length <= 1 || kinds.every((kind) => !isPod(kind))),
  );
}

/** The same for other kinds: filters of pods become filters of these. */
export function withKinds(match: RuleMatch, kinds: readonly string[], every: boolean): RuleMatch {
  const selectors = kinds.map(readKind);
  return {
    ...match,
    include: withSelectors(match.include, selectors, every),
    exclude: withSelectors(match.exclude, selectors, every),
  };
}

function withSelectors(blocks: Blocks, kinds: readonly KindSelector[], every: boolean): Blocks {
  const filters = blocks.filters.map((filter) =>
    every || filter.kinds.some(isPod) ? { ...filter, kinds } : filter,
  );
  return { ...blocks, filters };
}

export function isPod({ kind, group, subresource }: KindSelector): boolean {
  return kind === 'Pod' && (group === '' || group === '*') && subresource === '';
}
