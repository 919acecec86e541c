import type { ApiResource, ApiResources } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { type CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { KubeObject } from '#kube/object.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Gap } from '#model/observation.ts';
import type { Api } from './api/api.ts';
import { gapOf } from './api/gap.ts';
import { isSecret } from './api/ingest.ts';
import { resourceName } from './api/path.ts';
import { ApiError } from './http/api-error.ts';
import { liveObject } from './live-object.ts';
import { mergeStreams } from './merge.ts';
import { uniquePages } from './unique.ts';
import { type KindChoice, unknownKinds, wantedResources } from './wanted.ts';

/** What of a cluster is read. */
export interface InventoryOptions extends KindChoice {
  /** Only these namespaces, and what belongs to the whole cluster. */
  readonly namespaces?: readonly string[];
  /** Read the values of Secrets too. They are then in memory: only for who asked for it. */
  readonly withSecretValues?: boolean;
}

/** The objects of a cluster, while they come. */
export interface Inventory {
  /** To be read once. */
  readonly objects: AsyncIterable<KubeObject>;
  /** Complete when all objects were read. */
  readonly gaps: readonly Gap[];
  /** Kinds (`group/Kind`) that could not be listed, wholly or in part; complete when all objects were read. */
  readonly unlisted: ReadonlySet<string>;
}

/** Lists at once: more makes a busy server no faster. */
const concurrency = 4;
/** After so many kinds in a row without an answer the others are not asked for. */
const maxUnreachable = 3;

export interface InventorySource {
  readonly api: Api;
  readonly served: ApiResources;
  /** Of the context. */
  readonly namespace: string;
}

interface Part {
  readonly resource: ApiResource;
  readonly namespace?: string;
}

/** Reads a cluster kind by kind. What may not be read, or breaks, is a gap, and the rest is read all the same. */
export class InventoryReader implements Inventory {
  readonly gaps: Gap[];
  readonly unlisted = new Set<string>();
  readonly #api: Api;
  readonly #ownNamespace: string;
  readonly #parts: readonly Part[];
  readonly #options: InventoryOptions;
  readonly #scope: Scope;
  readonly #ending = new AbortController();
  #unreachable = 0;

  constructor(source: InventorySource, options: InventoryOptions, scope: Scope) {
    const { api, served, namespace } = source;
    this.#api = api;
    this.#ownNamespace = namespace;
    this.#options = options;
    // Requests under way end with whoever reads.
    this.#scope = { ...scope, signal: AbortSignal.any([scope.signal, this.#ending.signal]) };
    this.gaps = [...served.gaps];
    for (const kind of unknownKinds(served.resources, options))
      this.gaps.push({
        type: 'gap',
        location: { path: kind },
        reason: 'unsupported',
        detail: `the cluster serves no ${quote(kind)}`,
      });
    const { broken, sound } = bySoundness(wantedResources(served.resources, options), served);
    for (const resource of broken) this.unlisted.add(kindOf(resource));
    this.#parts = sound.flatMap((resource) => partsOf(resource, options.namespaces));
  }

  get objects(): AsyncIterable<KubeObject> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<KubeObject> {
    using task = this.#scope.progress.begin('reading the cluster', this.#parts.length, 'items');
    const open = (part: Part) => this.#pages(part, () => task.advance(1));
    try {
      for await (const objects of mergeStreams(this.#parts, concurrency, open)) yield* objects;
    } finally {
      this.#ending.abort(new Error('nobody reads on'));
    }
  }

  async *#pages(part: Part, ended: () => void): AsyncGenerator<readonly KubeObject[]> {
    try {
      yield* this.#listed(part);
    } catch (error) {
      const failure = this.#taken(error);
      this.#note(part, failure);
      if (failure.code === 'access.forbidden') yield* this.#own(part);
    } finally {
      ended();
    }
  }

  async *#listed(part: Part): AsyncGenerator<readonly KubeObject[]> {
    const { resource, namespace } = part;
    if (this.#unreachable >= maxUnreachable) {
      this.#note(part, undefined);
      return;
    }
    const selection = {
      ...(namespace !== undefined && { namespace }),
      ...(isSecret(resource) && { metadataOnly: this.#options.withSecretValues !== true }),
    };
    for await (const page of uniquePages(this.#api, resource, selection, this.#scope)) {
      this.#unreachable = 0;
      if (page.gaps.length > 0) this.unlisted.add(kindOf(resource));
      this.gaps.push(...page.gaps);
      yield page.items.flatMap((item) => this.#object(item, resource));
    }
  }

  /** Who may not read the whole cluster may still read the namespace of the context. */
  async *#own({ resource, namespace }: Part): AsyncGenerator<readonly KubeObject[]> {
    if (namespace !== undefined || !resource.namespaced) return;
    try {
      yield* this.#listed({ resource, namespace: this.#ownNamespace });
    } catch (error) {
      // The gap of the whole cluster says it already.
      this.#taken(error);
    }
  }

  /** Failures that leave a gap; others end everything. */
  #taken(error: unknown): CaissonError {
    if (!isCaissonError(error) || isFatal(error)) throw error;
    // A server that answers, if only with a failure, is there.
    if (error.code === 'access.unreachable' && !(error instanceof ApiError)) this.#unreachable += 1;
    return error;
  }

  #object(item: JsonObject, resource: ApiResource): readonly KubeObject[] {
    const object = liveObject(item, resource);
    return object === undefined ? [] : [object];
  }

  #note({ resource, namespace }: Part, error: CaissonError | undefined): void {
    this.unlisted.add(kindOf(resource));
    const path =
      namespace === undefined ? resourceName(resource) : `${namespace}/${resourceName(resource)}`;
    this.gaps.push(
      error === undefined
        ? {
            type: 'gap',
            location: { path },
            reason: 'unreadable',
            detail: 'not asked for: the API server no longer answers',
          }
        : gapOf(path, error),
    );
  }
}

/** Resources of groups whose server did not answer, which are gaps already, and the others. */
function bySoundness(wanted: readonly ApiResource[], { gaps }: ApiResources) {
  const silent = new Set(gaps.map(({ location }) => location.path));
  const { broken = [], sound = [] } = Object.groupBy(wanted, ({ group, version }) =>
    silent.has(`${group}/${version}`) ? 'broken' : 'sound',
  );
  return { broken, sound };
}

function partsOf(
  resource: ApiResource,
  namespaces: readonly string[] | undefined,
): readonly Part[] {
  if (namespaces === undefined || !resource.namespaced) return [{ resource }];
  return [...new Set(namespaces)].map((namespace) => ({ resource, namespace }));
}

/** As `ClusterView.unlisted` names kinds. */
function kindOf({ group, kind }: ApiResource): string {
  return `${group}/${kind}`;
}

/** What is wrong with all that could be asked. */
function isFatal({ code }: CaissonError): boolean {
  return (
    code === 'access.unauthenticated' || code.startsWith('integrity.') || code === 'internal.bug'
  );
}
