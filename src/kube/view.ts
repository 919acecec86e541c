import type { Json } from '#model/json-value.ts';
import type { ObjectReference } from '#model/kubernetes.ts';
import { fieldOf, objectsOf, textOf, valueAt } from './json.ts';
import { groupOf, type KubeObject } from './object.ts';
import { type PodTemplate, podTemplatesOf } from './pods.ts';

/** Something that runs pods: a controller, or a pod without one. */
export interface Workload {
  readonly object: KubeObject;
  readonly pod: PodTemplate;
  /** Pods of a live cluster that it owns, directly or through another controller. */
  readonly pods: readonly KubeObject[];
}

/** What the objects are: all that a cluster has, or files that may leave out what stands elsewhere. */
export type Completeness = 'cluster' | 'manifests';

/** Many objects together. Made once; everything is indexed when it is first asked for. */
export class ClusterView {
  readonly objects: readonly KubeObject[];
  readonly completeness: Completeness;
  /** Kinds (`group/Kind`) that could not be listed: what is not here may still be there. */
  readonly unlisted: ReadonlySet<string>;
  /** The only namespaces that were read; absent: all. */
  readonly #namespaces: ReadonlySet<string> | undefined;
  readonly #notes = new Map<string, unknown>();

  constructor(
    objects: readonly KubeObject[],
    completeness: Completeness,
    unlisted: ReadonlySet<string> = new Set(),
    namespaces?: readonly string[],
  ) {
    this.objects = objects;
    this.completeness = completeness;
    this.unlisted = unlisted;
    this.#namespaces = namespaces && new Set(namespaces);
  }

  /** Whether everything of a namespace was asked for; without one: of all namespaces. */
  covers(namespace?: string): boolean {
    if (this.#namespaces === undefined) return true;
    return namespace !== undefined && this.#namespaces.has(namespace);
  }

  /** All objects of a kind, whatever the version: `('apps', 'Deployment')`. */
  ofKind(group: string, kind: string): readonly KubeObject[] {
    return this.#byKind().get(`${group}/${kind}`) ?? [];
  }

  /** One object by name, whatever the version; `namespace` is left out for what has none. */
  find(group: string, kind: string, name: string, namespace?: string): KubeObject | undefined {
    return this.#byName().get(nameKey(group, kind, name, namespace));
  }

  /** The object that a reference means. */
  get({ apiVersion, kind, name, namespace }: ObjectReference): KubeObject | undefined {
    return this.find(groupOf(apiVersion), kind, name, namespace);
  }

  /** Workloads, one for each owner: pods and replica sets whose controller is here are counted there. */
  get workloads(): readonly Workload[] {
    return this.memo('workloads', () => workloadsOf(this));
  }

  /** The workloads of a namespace. */
  workloadsIn(namespace: string | undefined): readonly Workload[] {
    const all = this.memo('workloads by namespace', () =>
      Map.groupBy(this.workloads, ({ object }) => object.namespace),
    );
    return all.get(namespace) ?? [];
  }

  /** Names of all namespaces that are here or that an object names, sorted. */
  get namespaces(): readonly string[] {
    return this.memo('namespaces', () => {
      const names = new Set(this.ofKind('', 'Namespace').map(({ name }) => name));
      for (const { namespace } of this.objects) if (namespace !== undefined) names.add(namespace);
      return [...names].sort();
    });
  }

  /** Labels of a namespace, with the one that every namespace has (`kubernetes.io/metadata.name`). */
  namespaceLabels(name: string): ReadonlyMap<string, string> {
    const labels = this.find('', 'Namespace', name)?.labels ?? new Map<string, string>();
    return new Map([...labels, ['kubernetes.io/metadata.name', name]]);
  }

  /** Something that is made of the whole view, made once: indexes of other rooms. `key` is theirs: `access`, `network`. */
  memo<Value>(key: string, make: () => Value): Value {
    if (!this.#notes.has(key)) this.#notes.set(key, make());
    return this.#notes.get(key) as Value;
  }

  /** The controller of an object that is here and has no other controller here; the object itself without one. */
  topOwner(object: KubeObject): KubeObject {
    return topOwner(object, this, this.#byUid());
  }

  /** Lets go of what other rooms made of the view; it is made again for whoever asks. */
  forget(): void {
    for (const key of this.#notes.keys()) if (!ownNotes.has(key)) this.#notes.delete(key);
  }

  #byKind(): ReadonlyMap<string, readonly KubeObject[]> {
    return this.memo('by kind', () =>
      Map.groupBy(this.objects, ({ group, kind }) => `${group}/${kind}`),
    );
  }

  #byUid(): ReadonlyMap<string, KubeObject> {
    return this.memo(
      'by uid',
      () =>
        new Map(
          this.objects.flatMap((one) => (one.uid === undefined ? [] : [[one.uid, one] as const])),
        ),
    );
  }

  #byName(): ReadonlyMap<string, KubeObject> {
    return this.memo(
      'by name',
      () =>
        new Map(
          this.objects.map((one) => [nameKey(one.group, one.kind, one.name, one.namespace), one]),
        ),
    );
  }
}

const ownNotes: ReadonlySet<string> = new Set([
  'by kind',
  'by name',
  'by uid',
  'namespaces',
  'workloads',
  'workloads by namespace',
]);

function nameKey(group: string, kind: string, name: string, namespace?: string): string {
  return `${group}/${kind}\n${namespace ?? ''}\n${name}`;
}

function workloadsOf(view: ClusterView): readonly Workload[] {
  const owned = Map.groupBy(view.ofKind('', 'Pod'), (pod) => view.topOwner(pod));
  return view.objects.flatMap((object) => {
    const templates = podTemplatesOf(object);
    if (templates.length === 0 || view.topOwner(object) !== object) return [];
    const pods = (owned.get(object) ?? []).filter((pod) => pod !== object);
    return templates.map((pod) => ({ object, pod, pods }));
  });
}

/** The controller that is here and has no other controller here, through at most five levels. */
function topOwner(
  object: KubeObject,
  view: ClusterView,
  byUid: ReadonlyMap<string, KubeObject>,
): KubeObject {
  let current = object;
  for (let level = 0; level < 5; level += 1) {
    const owner = ownerOf(current, view, byUid);
    if (owner === undefined || owner === object) return current;
    current = owner;
  }
  return current;
}

function ownerOf(
  { body, namespace }: KubeObject,
  view: ClusterView,
  byUid: ReadonlyMap<string, KubeObject>,
): KubeObject | undefined {
  const references = objectsOf(valueAt(body, ['metadata', 'ownerReferences']));
  for (const [, reference] of references) {
    if (fieldOf(reference, 'controller') !== true) continue;
    const uid = textOf(fieldOf(reference, 'uid'));
    const found = uid === undefined ? undefined : byUid.get(uid);
    return found ?? namedOwner(reference, namespace, view);
  }
  return undefined;
}

function namedOwner(
  reference: Json,
  namespace: string | undefined,
  view: ClusterView,
): KubeObject | undefined {
  const apiVersion = textOf(fieldOf(reference, 'apiVersion')) ?? '';
  const kind = textOf(fieldOf(reference, 'kind')) ?? '';
  const name = textOf(fieldOf(reference, 'name')) ?? '';
  if (kind === 'Node') return undefined; // a static pod stands for itself
  return view.get({ apiVersion, kind, name, ...(namespace !== undefined && { namespace }) });
}
