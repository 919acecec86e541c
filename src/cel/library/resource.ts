import { CaissonError } from '#kit/error.ts';
import { type Library, memberOverload as member } from '../declare.ts';
import { mapEntries } from '../map.ts';
import { DYN, mapOf, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, type MapValue, Opaque, type Result } from '../value.ts';
import { ask, bothNames, type ResourceFacts, type ResourceQuery } from './facts.ts';
import { Namespace } from './namespace.ts';

/** The type of the variable `resource` of policies of the whole cluster. */
export const RESOURCE_CONTEXT: Type<ResourceContext> = opaqueType('resource.Context');
/** The type of the variable `resource` of policies of a namespace: their functions take no namespace. */
export const NAMESPACED_RESOURCE_CONTEXT: Type<NamespacedResourceContext> = opaqueType(
  'resource.NamespacedContext',
);
const GVR: Type<ResourceName> = opaqueType('schema.GroupVersionResource');
const OBJECT = mapOf(STRING, DYN);
const LABELS = mapOf(STRING, STRING);

/** What `resource` is: bind it to that variable, declared as `RESOURCE_CONTEXT`. */
export class ResourceContext extends Namespace {
  readonly facts: ResourceFacts;

  constructor(facts: ResourceFacts) {
    super(RESOURCE_CONTEXT);
    this.facts = facts;
  }
}

/** What `resource` is in a policy of a namespace, which sees no other: declared as `NAMESPACED_RESOURCE_CONTEXT`. */
export class NamespacedResourceContext extends Namespace {
  readonly facts: ResourceFacts;
  readonly namespace: string;

  constructor(facts: ResourceFacts, namespace: string) {
    super(NAMESPACED_RESOURCE_CONTEXT);
    this.facts = facts;
    this.namespace = namespace;
  }
}

class ResourceName extends Opaque {
  readonly type = GVR;
  readonly apiVersion: string;
  readonly resource: string;

  constructor(apiVersion: string, resource: string) {
    super();
    this.apiVersion = apiVersion;
    this.resource = resource;
  }

  override equals(other: Opaque): boolean {
    return other instanceof ResourceName && this.toText() === other.toText();
  }

  override toText(): string {
    return `${this.apiVersion}, Resource=${this.resource}`;
  }
}

interface Holder {
  readonly facts: ResourceFacts;
}

function list({ facts }: Holder, query: ResourceQuery, labels?: MapValue): Result {
  return ask('failed to list resource', () => ({
    apiVersion: query.apiVersion,
    kind: 'List',
    items: facts.list(query, labelsOf(labels)),
  }));
}

function get({ facts }: Holder, query: ResourceQuery, name: string): Result {
  return ask('failed to get resource', () => facts.get(query, name) ?? null);
}

function labelsOf(labels: MapValue | undefined): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of labels === undefined ? [] : mapEntries(labels)) {
    if (typeof key !== 'string' || typeof value !== 'string')
      throw new CaissonError('input.malformed', 'labels are texts');
    texts.set(key, value);
  }
  return texts;
}

function toGvr({ facts }: Holder, apiVersion: string, kind: string): Result {
  const resource = facts.resourceOf(apiVersion, kind);
  return resource === undefined
    ? new CelError(`failed to map kind to resource: ${apiVersion} ${kind} is not known`)
    : new ResourceName(apiVersion, resource);
}

function query(apiVersion: string, resource: string, namespace: string): ResourceQuery {
  return { apiVersion, resource, namespace };
}

function refuse(): CelError {
  return new CelError('resource.post is refused: a policy does not write to the cluster');
}

const cluster = RESOURCE_CONTEXT;
const scoped = NAMESPACED_RESOURCE_CONTEXT;

/** Objects of the cluster (Kyverno 1.18 `kyverno.resource`), from declared facts only; posting is refused. */
export const resourceLibrary: Library = {
  name: 'kyverno.resource',
  bases: ['kyverno', 'caisson'],
  functions: [
    ...bothNames('list', [
      member([cluster, STRING, STRING, STRING], OBJECT, (self, version, resource, namespace) =>
        list(self, query(version, resource, namespace)),
      ),
      member(
        [cluster, STRING, STRING, STRING, LABELS],
        OBJECT,
        (...[self, version, resource, namespace, labels]) =>
          list(self, query(version, resource, namespace), labels),
      ),
      member([cluster, GVR, STRING], OBJECT, (self, name, namespace) =>
        list(self, query(name.apiVersion, name.resource, namespace)),
      ),
      member([cluster, GVR, STRING, LABELS], OBJECT, (self, name, namespace, labels) =>
        list(self, query(name.apiVersion, name.resource, namespace), labels),
      ),
      member([scoped, STRING, STRING], OBJECT, (self, version, resource) =>
        list(self, query(version, resource, self.namespace)),
      ),
      member([scoped, STRING, STRING, LABELS], OBJECT, (self, version, resource, labels) =>
        list(self, query(version, resource, self.namespace), labels),
      ),
      member([scoped, GVR], OBJECT, (self, name) =>
        list(self, query(name.apiVersion, name.resource, self.namespace)),
      ),
      member([scoped, GVR, LABELS], OBJECT, (self, name, labels) =>
        list(self, query(name.apiVersion, name.resource, self.namespace), labels),
      ),
    ]),
    ...bothNames('get', [
      member(
        [cluster, STRING, STRING, STRING, STRING],
        OBJECT,
        (...[self, version, resource, namespace, name]) =>
          get(self, query(version, resource, namespace), name),
      ),
      member([cluster, GVR, STRING, STRING], OBJECT, (self, gvr, namespace, name) =>
        get(self, query(gvr.apiVersion, gvr.resource, namespace), name),
      ),
      member([scoped, STRING, STRING, STRING], OBJECT, (self, version, resource, name) =>
        get(self, query(version, resource, self.namespace), name),
      ),
      member([scoped, GVR, STRING], OBJECT, (self, gvr, name) =>
        get(self, query(gvr.apiVersion, gvr.resource, self.namespace), name),
      ),
    ]),
    ...bothNames('post', [
      member([cluster, STRING, STRING, STRING, OBJECT], OBJECT, refuse),
      member([cluster, STRING, STRING, OBJECT], OBJECT, refuse),
      member([scoped, STRING, STRING, OBJECT], OBJECT, refuse),
    ]),
    ...bothNames('toGVR', [
      member([cluster, STRING, STRING], GVR, toGvr),
      member([scoped, STRING, STRING], GVR, toGvr),
    ]),
  ],
};
