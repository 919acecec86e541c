import { isCaissonError } from '#kit/error.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FunctionDeclaration } from '../declare.ts';
import { CelError, type Result } from '../value.ts';

/** Objects of the cluster that an administrator declared as facts. Nothing here reaches out: what is not declared is an error. */
export interface ResourceFacts {
  /**
   * Objects of a resource (`v1`, `configmaps`), of all namespaces when the namespace is '', with these labels. Throws `access.*` or
   * `input.*` for a resource that is not declared.
   */
  list(query: ResourceQuery, labels: ReadonlyMap<string, string>): readonly JsonObject[];
  /** One object; `undefined` when there is none of that name. Throws like `list`. */
  get(query: ResourceQuery, name: string): JsonObject | undefined;
  /** The plural name of a kind; `undefined` when it is not known. */
  resourceOf(apiVersion: string, kind: string): string | undefined;
}

export interface ResourceQuery {
  readonly apiVersion: string;
  /** Plural name, with a subresource perhaps: `deployments/scale`. */
  readonly resource: string;
  /** '' for all namespaces, or for resources of the cluster. */
  readonly namespace: string;
}

/** Values of entries of the global context; `undefined` for one that is not declared. Throws `access.*` for one that is stale. */
export type GlobalFacts = (name: string, projection: string) => Json | undefined;

/** What is known about an image (Kyverno's image data: `manifest`, `configData`, `resolvedImage` …). Throws `access.*` when nothing is. */
export type ImageFacts = (reference: string) => Json;

/** What a provider gives, or its complaint as an error of the expression; bugs pass through. */
export function ask(what: string, provide: () => Result): Result {
  try {
    return provide();
  } catch (error) {
    if (!isCaissonError(error) || error.code === 'internal.bug') throw error;
    return new CelError(`${what}: ${error.message}`);
  }
}

/** A function under its name and under Kyverno's older name, which starts with a capital. */
export function bothNames(
  name: string,
  overloads: FunctionDeclaration['overloads'],
): readonly FunctionDeclaration[] {
  return [
    { name, overloads },
    { name: name.charAt(0).toUpperCase() + name.slice(1), overloads },
  ];
}
