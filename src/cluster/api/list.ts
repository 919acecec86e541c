import type { ApiResource, Selection } from '#contract/cluster.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { fieldOf, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { Gap } from '#model/observation.ts';
import { ApiError } from '../http/api-error.ts';
import type { Api } from './api.ts';
import { type Form, formOf } from './form.ts';
import { ingest } from './ingest.ts';
import { resourceName, resourcePath, selectionQuery, withQuery } from './path.ts';

/** Some objects of a listing; `restarted`: what earlier pages told is void, for the server forgot where it was. */
export interface Page {
  readonly items: readonly JsonObject[];
  readonly resourceVersion: string;
  readonly restarted: boolean;
  readonly gaps: readonly Gap[];
}

const pageSize = 500;
const maxRestarts = 5;
const maxEmptyPages = 100;

/**
 * Lists objects in pages of 500 (fewer where they are large). Bounded by `Limits.maxEntries` objects and `Limits.layerTimeMs`.
 * Throws `access.*`, `input.*`, `limit.*`, `usage.invalid-argument`.
 */
export async function* pagesOf(
  api: Api,
  resource: ApiResource,
  selection: Selection,
  scope: Scope,
): AsyncGenerator<Page> {
  const listing = new Listing(api, resource, selection, scope);
  while (!listing.isDone) {
    checkpoint(scope.signal);
    yield await listing.next();
  }
}

class Listing {
  isDone = false;
  readonly #api: Api;
  readonly #resource: ApiResource;
  readonly #selection: Selection;
  readonly #scope: Scope;
  readonly #form: Form;
  /** Time that was spent on waiting for the server. */
  #spentMs = 0;
  #token = '';
  #limit = pageSize;
  #restarts = 0;
  #restarted = false;
  #emptyPages = 0;
  #count = 0;

  constructor(api: Api, resource: ApiResource, selection: Selection, scope: Scope) {
    this.#api = api;
    this.#resource = resource;
    this.#selection = selection;
    this.#scope = scope;
    this.#form = formOf(resource, selection);
  }

  async next(): Promise<Page> {
    for (;;) {
      try {
        return this.#take(await this.#ask());
      } catch (error) {
        if (!this.#adapts(error)) throw error;
      }
    }
  }

  async #ask(): Promise<JsonObject> {
    const { namespace } = this.#selection;
    const path = withQuery(resourcePath(this.#resource, namespace), {
      ...selectionQuery(this.#selection),
      limit: this.#limit,
      continue: this.#token,
      ...this.#form.query,
    });
    const what = `list ${JSON.stringify(resourceName(this.#resource))}`;
    const started = performance.now();
    const { body } = await this.#api.json({ what, path, accept: this.#form.accept }, this.#scope);
    this.#spentMs += performance.now() - started;
    return body;
  }

  /** Whether another try, begun anew or with fewer objects, may go well. */
  #adapts(error: unknown): boolean {
    if (error instanceof ApiError && error.isGone && this.#token !== '') {
      this.#restarts += 1;
      this.#token = '';
      this.#restarted = true;
      this.#count = 0;
      return this.#restarts <= maxRestarts;
    }
    if (!isCaissonError(error, 'limit.size') || this.#limit === 1) return false;
    this.#limit = Math.max(1, Math.floor(this.#limit / 4));
    return true;
  }

  #take(body: JsonObject): Page {
    const rows = this.#form.rowsOf(body);
    const metadata = fieldOf(body, 'metadata');
    const gaps: Gap[] = [];
    const items = rows.flatMap((row) => this.#item(row, gaps));
    this.#advance(textOf(fieldOf(metadata, 'continue')) ?? '', rows.length);
    const restarted = this.#restarted;
    this.#restarted = false;
    const resourceVersion = textOf(fieldOf(metadata, 'resourceVersion')) ?? '';
    return { items, resourceVersion, restarted, gaps };
  }

  #item(row: Json, gaps: Gap[]): readonly JsonObject[] {
    const item = ingest(row, this.#resource, this.#form.metadataOnly);
    if (item !== undefined) return [item];
    gaps.push({
      type: 'gap',
      location: { path: resourceName(this.#resource) },
      reason: 'malformed',
      detail: 'the API server sent something that is no object',
    });
    return [];
  }

  #advance(token: string, count: number): void {
    this.#checkEnd(token, count);
    this.#token = token;
    this.isDone = token === '';
  }

  /** Throws where a listing does not come to its end. */
  #checkEnd(token: string, count: number): void {
    this.#emptyPages = count === 0 ? this.#emptyPages + 1 : 0;
    this.#count += count;
    const what = `the listing of ${JSON.stringify(resourceName(this.#resource))}`;
    if (token !== '' && (token === this.#token || this.#emptyPages > maxEmptyPages))
      throw new CaissonError('input.malformed', `${what} does not come to an end`);
    if (this.#count > this.#scope.limits.maxEntries)
      throw new CaissonError(
        'limit.entries',
        `${what} has more than ${this.#scope.limits.maxEntries} objects`,
      );
    if (this.#spentMs > this.#scope.limits.layerTimeMs)
      throw new CaissonError('limit.time', `${what} takes too long`);
  }
}
