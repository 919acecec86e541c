import type { ResourceFacts, ResourceQuery } from '#cel/library/facts.ts';
import { CaissonError } from '#kit/error.ts';
import { groupOf, type KubeObject } from '#kube/object.ts';
import type { JsonObject } from '#model/json-value.ts';
import { type Definitions, inScope, resourceOf } from './resource-name.ts';
import { storedBody } from './stored.ts';

/** Objects that policies may ask for (`resource.get` of Kyverno): those that were given, and no others. */
export class ObjectFacts implements ResourceFacts {
  readonly #byResource: ReadonlyMap<string, readonly KubeObject[]>;
  readonly #definitions: Definitions;
  readonly #isComplete: boolean;

  /** `isComplete`: the objects are all that a cluster has, so that a resource of which none is here has none. */
  constructor(objects: readonly KubeObject[], definitions: Definitions, isComplete: boolean) {
    this.#definitions = definitions;
    this.#isComplete = isComplete;
    this.#byResource = Map.groupBy(
      objects.map((one) => inScope(one, definitions)),
      (one) => `${one.group}/${resourceOf(one, definitions).resource}`,
    );
  }

  list(query: ResourceQuery, labels: ReadonlyMap<string, string>): readonly JsonObject[] {
    const all = this.#all(query);
    if (all === undefined && !this.#isComplete)
      throw new CaissonError('input.not-found', `no ${query.resource} are known`);
    const wanted = [...labels];
    return (all ?? [])
      .filter(({ namespace }) => query.namespace === '' || namespace === query.namespace)
      .filter((one) => wanted.every(([key, value]) => one.labels.get(key) === value))
      .map(storedBody);
  }

  get(query: ResourceQuery, name: string): JsonObject | undefined {
    const found = this.#all(query)?.find(
      (one) => one.name === name && (one.namespace ?? '') === query.namespace,
    );
    return found === undefined ? undefined : storedBody(found);
  }

  resourceOf(apiVersion: string, kind: string): string | undefined {
    return resourceOf({ group: groupOf(apiVersion), kind }, this.#definitions).resource;
  }

  #all({ apiVersion, resource }: ResourceQuery): readonly KubeObject[] | undefined {
    return this.#byResource.get(`${groupOf(apiVersion)}/${resource}`);
  }
}
