import { isSlip } from '#kit/edit-distance.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { fieldOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { ClusterView } from '#kube/view.ts';
import type { AccessRule } from '#model/access.ts';
import { type ApiResource, apiResources } from './api-resources.ts';
import { readRules } from './rule.ts';

/** A resource as a request names it. */
export interface ResourceName {
  readonly group: string;
  readonly resource: string;
  /** Empty where there is none. */
  readonly subresource: string;
  /** Empty where none is written behind the resource (`pods/web`). */
  readonly name: string;
  /** `undefined`: nobody here knows the resource. */
  readonly isNamespaced: boolean | undefined;
}

const builtIn = apiResources();

/** Subresources that Kubernetes serves: what else stands behind a slash is the name of an object, as kubectl reads it. */
const subresources: ReadonlySet<string> = new Set([
  'status',
  'scale',
  'log',
  'exec',
  'attach',
  'portforward',
  'proxy',
  'eviction',
  'binding',
  'ephemeralcontainers',
  'resize',
  'token',
  'approval',
  'finalize',
  'rollback',
  'nodeclient',
  'selfnodeclient',
  'metrics',
  'stats',
  'spec',
  'configz',
  'healthz',
  'pods',
]);

/**
 * Reads what kubectl reads: `pods`, `po`, `deploy`, `deployments.apps`, `deployments.apps/scale`, `deployments.v1.apps`, `pods/log`,
 * `Deployment`, `pods/web`, `*`, `*.apps`. Custom resources are known from the view's definitions and
 * rules; a resource that nobody knows is taken as it is written. Throws `usage.invalid-argument`.
 */
export function parseResource(text: string, view?: ClusterView): ResourceName {
  const [head = '', tail = '', ...rest] = text.split('/');
  if (head === '' || rest.length > 0 || /[\s\p{Cc}]/u.test(text) || text.length > 500)
    throw new CaissonError('usage.invalid-argument', `${quote(text)} is no resource`, {
      hint: 'write "pods", "deployments.apps", "pods/log" or "deployments.apps/scale"',
    });
  const { group, resource, isNamespaced } = lookUp(head, view);
  const isSubresource = resource === '*' || subresources.has(tail);
  return {
    group,
    resource,
    subresource: isSubresource ? tail : '',
    name: isSubresource ? '' : tail,
    isNamespaced,
  };
}

/** What to tell somebody who asks for a resource that nobody here knows; `undefined` for what is known. */
export function unknownResource(text: string, view: ClusterView): string | undefined {
  const { resource, isNamespaced } = parseResource(text, view);
  if (isNamespaced !== undefined || resource === '*') return undefined;
  if (groupInRules(resource, view) !== undefined) return undefined;
  const names = [...builtIn, ...customResources(view)].map(({ name }) => name);
  const meant = names.find((name) => isSlip(name, resource));
  const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`;
  return `no resource called ${quote(resource)} is known here${hint}`;
}

interface Found {
  readonly group: string;
  readonly resource: string;
  readonly isNamespaced: boolean | undefined;
}

function lookUp(head: string, view: ClusterView | undefined): Found {
  const dot = head.indexOf('.');
  const word = (dot < 0 ? head : head.slice(0, dot)).toLowerCase();
  const group = dot < 0 ? undefined : withoutVersion(head.slice(dot + 1));
  if (word === '*') return { group: group ?? '*', resource: '*', isNamespaced: undefined };
  const all = [...builtIn, ...customResources(view)];
  const known = all.find(
    (one) => (group === undefined || one.group === group) && isCalled(one, word),
  );
  if (known !== undefined)
    return { group: known.group, resource: known.name, isNamespaced: known.isNamespaced };
  const resource = word;
  return { group: group ?? groupInRules(word, view) ?? '', resource, isNamespaced: undefined };
}

/** Resources whose definitions are not here are still named with their group in the rules of roles. */
function groupInRules(resource: string, view: ClusterView | undefined): string | undefined {
  return view
    ?.memo('access groups in rules', () => {
      const found = new Map<string, string>();
      for (const kind of ['ClusterRole', 'Role'])
        for (const { body } of view.ofKind('rbac.authorization.k8s.io', kind))
          for (const [, rule] of readRules(body)) addGroups(rule, found);
      return found;
    })
    .get(resource);
}

function addGroups({ apiGroups, resources }: AccessRule, found: Map<string, string>): void {
  const group = apiGroups.find((one) => one !== '' && one !== '*');
  if (group === undefined) return;
  for (const resource of resources) if (!found.has(resource)) found.set(resource, group);
}

function withoutVersion(text: string): string {
  return text.replace(/^v\d+(?:(?:alpha|beta)\d+)?(?:\.|$)/, '');
}

function isCalled({ name, kind, shortNames }: ApiResource, word: string): boolean {
  return name === word || kind.toLowerCase() === word || shortNames.includes(word);
}

/** Resources that the definitions of a view make. */
function customResources(view: ClusterView | undefined): readonly ApiResource[] {
  if (view === undefined) return [];
  return view.memo('access custom resources', () =>
    view.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition').flatMap(({ body }) => {
      const names = valueAt(body, ['spec', 'names']);
      const name = textOf(fieldOf(names, 'plural'));
      if (name === undefined) return [];
      return [
        {
          name,
          group: textOf(valueAt(body, ['spec', 'group'])) ?? '',
          kind: textOf(fieldOf(names, 'kind')) ?? '',
          shortNames: [
            ...textsOf(fieldOf(names, 'shortNames')),
            textOf(fieldOf(names, 'singular')) ?? '',
          ].filter((one) => one !== ''),
          isNamespaced: valueAt(body, ['spec', 'scope']) !== 'Cluster',
        },
      ];
    }),
  );
}

/** Whether objects of a resource have no namespace; `undefined` for what nobody here knows. */
export function isClusterResource(
  group: string,
  resource: string,
  view?: ClusterView,
): boolean | undefined {
  const known = [...builtIn, ...customResources(view)].find(
    (one) => one.group === group && one.name === resource,
  );
  return known === undefined ? undefined : !known.isNamespaced;
}
