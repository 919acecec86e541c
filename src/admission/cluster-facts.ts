import { fieldOf, isObject } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { Namespaces } from './request.ts';

/** Namespaces and other objects that policies may ask for, by name. */
export class ClusterFacts implements Namespaces {
  readonly #namespaces: ReadonlyMap<string, KubeObject>;

  constructor(objects: readonly KubeObject[]) {
    this.#namespaces = new Map(
      objects
        .filter(({ group, kind }) => group === '' && kind === 'Namespace')
        .map((one) => [one.name, one]),
    );
  }

  /** With the label that every namespace has. */
  labelsOf(name: string): ReadonlyMap<string, string> {
    const own = this.#namespaces.get(name)?.labels ?? new Map<string, string>();
    return new Map([...own, ['kubernetes.io/metadata.name', name]]);
  }

  /** What policies see as `namespaceObject`: metadata, spec and status; of a namespace that is not known its name alone. */
  objectOf(name: string): Json {
    const found = this.#namespaces.get(name);
    const base = { apiVersion: 'v1', kind: 'Namespace' };
    const metadata = fieldOf(found?.body, 'metadata');
    const labels = Object.fromEntries(this.labelsOf(name));
    const spec = fieldOf(found?.body, 'spec');
    const status = fieldOf(found?.body, 'status');
    return {
      ...base,
      metadata: { ...(isObject(metadata) ? metadata : {}), name, labels },
      ...(spec !== undefined && { spec }),
      ...(status !== undefined && { status }),
    };
  }
}
