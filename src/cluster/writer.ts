import type { ApiResource } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Api, Call } from './api/api.ts';
import { resourcePath, withQuery } from './api/path.ts';
import { ApiError } from './http/api-error.ts';

/** An object by name; `namespace` is ignored where the kind has none. */
export interface WrittenObject {
  readonly resource: ApiResource;
  readonly namespace?: string;
  readonly name: string;
}

const conflict = 409;

/**
 * The only door through which anything in a cluster is changed. Whatever it does may be repeated, so that it may be asked again
 * after a connection broke. All of it throws `access.*`, `input.*` and `usage.*`.
 */
export class ClusterWriter {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** JSON merge patch (RFC 7396). With `metadata.uid` another object of that name is left alone (`input.not-found`). */
  async patch(object: WrittenObject, patch: JsonObject, scope: Scope): Promise<JsonObject> {
    const { kind } = object.resource;
    const call: Call = {
      what: `patch ${kind} ${quote(object.name)}`,
      method: 'PATCH',
      path: withQuery(pathOf(object), manager),
      contentType: 'application/merge-patch+json',
      body: JSON.stringify(patch),
    };
    try {
      return await this.#send(call, scope);
    } catch (error) {
      if (!isOtherObject(error, patch)) throw error;
      throw new CaissonError(
        'input.not-found',
        `${kind} ${quote(object.name)} is another one by now`,
        { cause: error },
      );
    }
  }

  /** What is there already under that name is given as it is. */
  async create(object: WrittenObject, body: JsonObject, scope: Scope): Promise<JsonObject> {
    const { resource, namespace, name } = object;
    const what = `create ${resource.kind} ${quote(name)}`;
    const path = withQuery(resourcePath(resource, namespace), manager);
    try {
      return await this.#send({ what, method: 'POST', path, body: JSON.stringify(body) }, scope);
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error;
      return await this.#send({ what: `get ${quote(name)}`, path: pathOf(object) }, scope);
    }
  }

  /** What is gone already, and with `uid` another object of that name, is left alone. */
  async delete(
    object: WrittenObject,
    { uid, graceSeconds }: { readonly uid?: string; readonly graceSeconds?: number },
    scope: Scope,
  ): Promise<void> {
    const body = JSON.stringify({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
      ...(uid !== undefined && uid !== '' && { preconditions: { uid } }),
    });
    const what = `delete ${object.resource.kind} ${quote(object.name)}`;
    try {
      await this.#send({ what, method: 'DELETE', path: pathOf(object), body }, scope);
    } catch (error) {
      const isLeft = error instanceof ApiError && [404, 410, conflict].includes(error.status);
      if (!isLeft) throw error;
    }
  }

  async #send(call: Call, scope: Scope): Promise<JsonObject> {
    try {
      return (await this.#api.json(call, scope)).body;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 403) throw error;
      throw new CaissonError('access.forbidden', error.message, {
        cause: error,
        hint: 'grant the verb to the user of this context by a Role or ClusterRole',
      });
    }
  }
}

const manager = { fieldManager: 'caisson' };

function pathOf({ resource, namespace, name }: WrittenObject): string {
  return resourcePath(resource, namespace, name);
}

/** Servers answer with a conflict, older ones with an invalid field. */
function isOtherObject(error: unknown, patch: JsonObject): boolean {
  const uid = textOf(fieldOf(fieldOf(patch, 'metadata'), 'uid'));
  if (uid === undefined || !(error instanceof ApiError)) return false;
  return error.status === conflict || (error.status === 422 && /uid/i.test(error.told));
}
