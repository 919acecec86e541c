import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** An object as the fake keeps it. */
interface Stored {
  readonly [field: string]: unknown;
  readonly metadata: { readonly [field: string]: unknown; readonly name: string };
}

/** One request, as a test sees it. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * An API server of one kind (`/api/v1/configmaps`), for faults that the real one cannot be brought to: it lists in pages, watches
 * with bookmarks, and does whatever else a test wants with a request first.
 */
export class FakeServer implements AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  server = '';
  /** What a test does in place of the server; true: it answered. */
  intercept: (asked: Asked) => boolean = () => false;
  /** Paths with queries, in order. */
  readonly asked: string[] = [];
  /** Open watches. */
  readonly watchers = new Set<ServerResponse>();
  version = 100;
  readonly #objects = new Map<string, Stored>();
  readonly #history: { readonly version: number; readonly line: string }[] = [];
  readonly #http: Server;

  constructor() {
    this.#http = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<FakeServer> {
    const fake = new FakeServer();
    fake.#http.listen(0, '127.0.0.1');
    await once(fake.#http, 'listening');
    const address = fake.#http.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    fake.server = `http://127.0.0.1:${port}`;
    return fake;
  }

  /** Makes or changes an object; `silent`: no watch hears of it. */
  put(name: string, fields: object = {}, silent = false): void {
    const before = this.#objects.get(name);
    this.version += 1;
    const uid = before?.metadata['uid'] ?? `uid-${name}-${this.version}`;
    const metadata = { name, namespace: 'default', uid, resourceVersion: String(this.version) };
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...fields };
    this.#objects.set(name, object);
    if (!silent) this.#tell(before === undefined ? 'ADDED' : 'MODIFIED', object);
  }

  remove(name: string, silent = false): void {
    const before = this.#objects.get(name);
    if (before === undefined) return;
    this.version += 1;
    this.#objects.delete(name);
    const metadata = { ...before.metadata, resourceVersion: String(this.version) };
    if (!silent) this.#tell('DELETED', { ...before, metadata });
  }

  /** Sends a line to all watches. */
  say(line: string): void {
    for (const watcher of this.watchers) watcher.write(`${line}\n`);
  }

  bookmark(): void {
    this.say(eventOf('BOOKMARK', { metadata: { resourceVersion: String(this.version) } }));
  }

  /** Back to an earlier version, as from a backup: what happened since is forgotten. */
  restore(version: number): void {
    this.version = version;
    this.#history.length = 0;
  }

  /** Breaks all watches. */
  cut(): void {
    for (const watcher of this.watchers) watcher.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, 'close');
  }

  #tell(type: string, object: object): void {
    const line = eventOf(type, object);
    this.#history.push({ version: this.version, line });
    this.say(line);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://fake');
    this.asked.push(request.url ?? '/');
    request.resume();
    const asked = { path: url.pathname, query: url.searchParams, request, response };
    if (this.intercept(asked)) return;
    if (asked.path === '/version')
      json(response, { major: '1', minor: '36+', gitVersion: 'v1.36.0' });
    else if (asked.path === '/api') json(response, discoveryOf('', ['configmaps', 'secrets']));
    else if (asked.path === '/apis') json(response, discoveryOf('apps', ['deployments']));
    else if (asked.query.get('watch') === 'true') this.#watch(asked);
    else this.#list(asked);
  }

  #list({ path, query, response }: Asked): void {
    const all = path.endsWith('/configmaps') ? [...this.#objects.values()] : [];
    const from = Number(query.get('continue') ?? 0);
    const limit = Number(query.get('limit') ?? 500);
    const more = from + limit < all.length ? String(from + limit) : '';
    json(response, {
      kind: 'ConfigMapList',
      apiVersion: 'v1',
      metadata: { resourceVersion: String(this.version), ...(more !== '' && { continue: more }) },
      items: all.slice(from, from + limit),
    });
  }

  #watch({ query, response }: Asked): void {
    const from = Number(query.get('resourceVersion'));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const { version, line } of this.#history) if (version > from) response.write(`${line}\n`);
    this.watchers.add(response);
    response.on('close', () => this.watchers.delete(response));
  }
}

export function eventOf(type: string, object: object): string {
  return JSON.stringify({ type, object });
}

export function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** A Status object. */
export function statusOf(code: number, reason: string, message = reason): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code };
}

const kinds: Readonly<Record<string, string>> = {
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  deployments: 'Deployment',
};

/** Aggregated discovery (apidiscovery.k8s.io/v2) of one group. */
function discoveryOf(group: string, names: readonly string[]): object {
  const resources = names.map((resource) => ({
    resource,
    responseKind: { group: '', version: '', kind: kinds[resource] },
    scope: 'Namespaced',
    verbs: ['get', 'list', 'watch'],
    subresources: [{ subresource: 'status' }],
  }));
  const versions = [{ version: 'v1', resources, freshness: 'Current' }];
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    items: [{ metadata: { name: group }, versions }],
  };
}
