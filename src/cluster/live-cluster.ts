import type {
  AccessAnswer,
  AccessQuestion,
  ApiResource,
  ApiResources,
  Cluster,
  ClusterEvent,
  DryRunAnswer,
  ListPage,
  Selection,
  ServerVersion,
} from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import { groupOf } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { Api } from './api/api.ts';
import { discover, resourceOf } from './api/discovery.ts';
import { Informer, type InformerOptions } from './informer.ts';
import { type Inventory, type InventoryOptions, InventoryReader } from './inventory.ts';
import { dryRunApply, reviewAccess } from './review.ts';
import { uniquePages } from './unique.ts';
import { Reflector } from './watch/reflector.ts';

/** A cluster behind its API server. Made by `openCluster`. */
export class LiveCluster implements Cluster {
  readonly server: string;
  readonly namespace: string;
  readonly #api: Api;
  #resources: Promise<ApiResources> | undefined;

  constructor(api: Api, namespace: string) {
    this.#api = api;
    this.server = api.server;
    this.namespace = namespace;
  }

  async version(scope: Scope): Promise<ServerVersion> {
    const what = 'ask the API server for its version';
    const { body } = await this.#api.json({ what, path: '/version' }, scope);
    const build = textOf(fieldOf(body, 'gitVersion')) ?? '';
    // Builds of one's own leave `major` and `minor` empty.
    const [, builtMajor = '', builtMinor = ''] = /^v?(\d{1,6})\.(\d{1,6})/.exec(build) ?? [];
    const major = digitsOf(fieldOf(body, 'major')) ?? builtMajor;
    const minor = digitsOf(fieldOf(body, 'minor')) ?? builtMinor;
    return {
      version: `${major}.${minor}`,
      minor: minor === '' ? undefined : Number(minor),
      build,
    };
  }

  async resources(scope: Scope, refresh = false): Promise<ApiResources> {
    if (this.#resources === undefined || refresh) {
      const asked = discover(this.#api, scope);
      this.#resources = asked;
      // What failed is asked again.
      asked.catch(() => {
        if (this.#resources === asked) this.#resources = undefined;
      });
    }
    return await this.#resources;
  }

  /** The resource of a kind, in the version that the server prefers; `undefined` when it is not served. */
  async resource(group: string, kind: string, scope: Scope): Promise<ApiResource | undefined> {
    return resourceOf(await this.resources(scope), group, kind);
  }

  list(resource: ApiResource, selection: Selection, scope: Scope): AsyncIterable<ListPage> {
    return uniquePages(this.#api, resource, selection, scope);
  }

  watch(resource: ApiResource, selection: Selection, scope: Scope): AsyncIterable<ClusterEvent> {
    return new Reflector(this.#api, resource, selection, scope).events();
  }

  async get(path: string, scope: Scope): Promise<JsonObject> {
    const call = { what: `get ${quote(path)}`, path };
    return (await this.#api.json(call, scope)).body;
  }

  async review(question: AccessQuestion, scope: Scope): Promise<AccessAnswer> {
    return await reviewAccess(this.#api, question, scope);
  }

  /** Throws `input.unsupported` for a kind that the cluster does not serve. */
  async dryRun(object: JsonObject, scope: Scope): Promise<DryRunAnswer> {
    const apiVersion = textOf(fieldOf(object, 'apiVersion')) ?? '';
    const kind = textOf(fieldOf(object, 'kind')) ?? '';
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    const resource = await this.resource(groupOf(apiVersion), kind, scope);
    if (resource === undefined || !resource.versions.includes(version))
      throw new CaissonError(
        'input.unsupported',
        `the cluster serves no ${kind} of ${quote(apiVersion)}`,
      );
    const { namespace } = this;
    return await dryRunApply(this.#api, { ...resource, version }, object, { scope, namespace });
  }

  /**
   * Reads what a cluster holds, kind by kind, as a stream; Secrets without their values. What may not be read is a gap. Throws
   * `access.*` when the server cannot be asked at all.
   */
  async inventory(scope: Scope, options: InventoryOptions = {}): Promise<Inventory> {
    const served = await this.resources(scope);
    const { namespace } = this;
    return new InventoryReader({ api: this.#api, served, namespace }, options, scope);
  }

  /** A store of all objects of a kind that follows the cluster. The caller disposes it. */
  informer(resource: ApiResource, options: InformerOptions, scope: Scope): Informer {
    return new Informer(this.#api, resource, options, scope);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#api.close();
  }
}

function digitsOf(value: Json | undefined): string | undefined {
  return /^\d{1,6}/.exec(textOf(value) ?? '')?.[0];
}
