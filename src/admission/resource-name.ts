import { fieldOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';

/** Names that no rule of grammar gives. */
const irregular: Readonly<Record<string, string>> = {
  Endpoints: 'endpoints',
  ComponentStatus: 'componentstatuses',
  NodeMetrics: 'nodes',
  PodMetrics: 'pods',
  Gateway: 'gateways',
  DeploymentConfig: 'deploymentconfigs',
  SecurityContextConstraints: 'securitycontextconstraints',
};

/** Subresources whose objects have a kind of their own, by `group/Kind`: the resource is not told by the object. */
const subresourceKinds: Readonly<Record<string, { readonly subresource: string }>> = {
  'policy/Eviction': { subresource: 'eviction' },
  '/Binding': { subresource: 'binding' },
  'autoscaling/Scale': { subresource: 'scale' },
  '/PodExecOptions': { subresource: 'exec' },
  '/PodAttachOptions': { subresource: 'attach' },
  '/PodPortForwardOptions': { subresource: 'portforward' },
};

/** What a rule calls the objects of a kind. */
export interface ResourceName {
  readonly resource: string;
  /** Empty for the object itself. */
  readonly subresource: string;
}

/** What CustomResourceDefinitions say of kinds, by `group/Kind`. */
export type Definitions = ReadonlyMap<string, Definition>;
interface Definition {
  readonly resource: string;
  readonly isNamespaced: boolean;
}

/** An object of a kind that a definition says belongs to the whole cluster has no namespace, though nobody knows it otherwise. */
export function inScope(object: KubeObject, definitions: Definitions): KubeObject {
  const known = definitions.get(`${object.group}/${object.kind}`);
  if (known === undefined || known.isNamespaced || object.namespace === undefined) return object;
  return { ...object, namespace: undefined };
}

/**
 * The resource of a kind: what its CustomResourceDefinition says, where one is given, else by the rules that Kubernetes' own kinds
 * follow (`Ingress`: `ingresses`, `NetworkPolicy`: `networkpolicies`).
 */
export function resourceOf(
  { group, kind }: Pick<KubeObject, 'group' | 'kind'>,
  definitions: Definitions,
): ResourceName {
  const known = definitions.get(`${group}/${kind}`);
  if (known !== undefined) return { resource: known.resource, subresource: '' };
  const key = `${group}/${kind}`;
  const part = Object.hasOwn(subresourceKinds, key) ? subresourceKinds[key] : undefined;
  if (part !== undefined) return { resource: 'pods', subresource: part.subresource };
  return { resource: pluralOf(kind), subresource: '' };
}

function pluralOf(kind: string): string {
  if (Object.hasOwn(irregular, kind)) return irregular[kind] ?? kind;
  const lower = kind.toLowerCase();
  if (/(?:s|x|z|ch|sh)$/.test(lower)) return `${lower}es`;
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return `${lower}s`;
}

/** The definitions among the objects. */
export function definedResources(objects: readonly KubeObject[]): Definitions {
  const found = new Map<string, Definition>();
  for (const { group, kind, body } of objects) {
    if (group !== 'apiextensions.k8s.io' || kind !== 'CustomResourceDefinition') continue;
    const names = valueAt(body, ['spec', 'names']);
    const own = textOf(valueAt(body, ['spec', 'group']));
    const resource = textOf(fieldOf(names, 'plural'));
    const defined = textOf(fieldOf(names, 'kind'));
    const isNamespaced = textOf(valueAt(body, ['spec', 'scope'])) !== 'Cluster';
    if (own !== undefined && resource !== undefined && defined !== undefined)
      found.set(`${own}/${defined}`, { resource, isNamespaced });
  }
  return found;
}
