import type { JsonObject } from '#model/json-value.ts';
import type { Gap } from '#model/observation.ts';
import type { Scope } from './scope.ts';

/** A kind of object as an API server serves it (discovery), in the version that the server prefers. */
export interface ApiResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The plural in paths and in RBAC rules: `deployments`. */
  readonly name: string;
  readonly namespaced: boolean;
  /** `get`, `list`, `watch`, `create` … */
  readonly verbs: readonly string[];
  /** Without the resource's own name: `log`, `exec`, `scale`, `status`. */
  readonly subresources: readonly string[];
  readonly shortNames: readonly string[];
  /** Versions of the group that serve it, the preferred one first. */
  readonly versions: readonly string[];
}

/** What a server serves. Groups whose own server does not answer are gaps. */
export interface ApiResources {
  readonly resources: readonly ApiResource[];
  readonly gaps: readonly Gap[];
}

/** Which objects of a kind; all of them where nothing is said. */
export interface Selection {
  readonly namespace?: string;
  /** As the API takes it: `app=web,tier in (a,b)`. */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Only metadata (of Secrets also `type`): nothing else is asked for. Secrets are always read so, unless this is `false`. */
  readonly metadataOnly?: boolean;
}

/** Some objects of one listing. `managedFields` and copies of applied manifests are gone; `apiVersion` and `kind` stand in each. */
export interface ListPage {
  readonly items: readonly JsonObject[];
  /** Of the whole listing: where a watch goes on. */
  readonly resourceVersion: string;
  /** Objects that could not be taken in. */
  readonly gaps: readonly Gap[];
}

/**
 * What happened. Every change of an object is told once, in its order, whatever connections break; what changed several times
 * while there was none is told as one change. `synced` comes once, behind everything that was there at the beginning.
 */
export type ClusterEvent =
  | { readonly type: 'added' | 'modified'; readonly object: JsonObject }
  /** `object` may be no more than `apiVersion`, `kind` and `metadata` where nobody saw it go. */
  | { readonly type: 'deleted'; readonly object: JsonObject }
  | { readonly type: 'synced' };

/** `spec` of a SubjectAccessReview (authorization.k8s.io/v1); exactly one of `resource` and `path` is asked for. */
export interface AccessQuestion {
  readonly user: string;
  readonly groups?: readonly string[];
  readonly verb: string;
  readonly resource?: {
    readonly group: string;
    readonly name: string;
    readonly version?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly objectName?: string;
  };
  /** A path that is no resource: `/healthz`. */
  readonly path?: string;
}

/** `status` of a SubjectAccessReview. */
export interface AccessAnswer {
  readonly allowed: boolean;
  /** An authorizer refused, so that no other was asked. */
  readonly denied: boolean;
  readonly reason: string;
  readonly evaluationError?: string;
}

/** What the server would do with an object: nothing is stored. */
export interface DryRunAnswer {
  readonly accepted: boolean;
  /** HTTP status. */
  readonly status: number;
  /** Why it was refused; empty when it was not. */
  readonly message: string;
  /** Texts of `Warning` headers: deprecated versions, Pod Security in mode `warn`, policies, webhooks. */
  readonly warnings: readonly string[];
  /** What would be stored, with defaults and what was mutated. */
  readonly object?: JsonObject;
}

/** `/version` of an API server. */
export interface ServerVersion {
  /** `1.35`; of providers that write `35+` the plus is dropped. */
  readonly version: string;
  /** The number behind the dot; `undefined` where it is none. */
  readonly minor: number | undefined;
  /** `v1.35.2-gke.1`. */
  readonly build: string;
}

/**
 * A live cluster, read through its API server. Nothing is ever written. All of it throws `access.*` (refused, unreachable),
 * `input.*` (answers that are no answers), `limit.*` and `usage.*` (selectors that the server refuses).
 */
export interface Cluster extends AsyncDisposable {
  /** The URL of the server, without credentials. */
  readonly server: string;
  /** Of the context; `default` where it names none. */
  readonly namespace: string;
  version(scope: Scope): Promise<ServerVersion>;
  /** Asked once and remembered; `refresh` asks again. */
  resources(scope: Scope, refresh?: boolean): Promise<ApiResources>;
  /** Page by page; an object is told once, also where the server makes the listing start again. */
  list(resource: ApiResource, selection: Selection, scope: Scope): AsyncIterable<ListPage>;
  /** All that is there, then what happens; ends with the signal or when the caller stops. */
  watch(resource: ApiResource, selection: Selection, scope: Scope): AsyncIterable<ClusterEvent>;
  /** JSON at a path of the API: `/api/v1/namespaces/a/pods/b`. Never use it for Secrets. */
  get(path: string, scope: Scope): Promise<JsonObject>;
  review(question: AccessQuestion, scope: Scope): Promise<AccessAnswer>;
  /** As `kubectl apply --server-side --dry-run=server`. */
  dryRun(object: JsonObject, scope: Scope): Promise<DryRunAnswer>;
}
