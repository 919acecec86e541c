import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A living registry on loopback: distribution protocol with pull, push, tags, referrers, Basic and token authentication,
 * in clear text. `fault` may take over any request, to answer as a broken or hostile server would.
 */
export class FakeRegistry implements AsyncDisposable {
  readonly requests: Seen[] = [];
  readonly blobs = new Map<string, Buffer>();
  /** By `repository/tag` and `repository/digest`. */
  readonly manifests = new Map<string, { readonly bytes: Buffer; readonly mediaType: string }>();
  fault: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  login: Login | undefined;
  hasReferrers = true;
  pageSize = 1000;
  readonly #server: Server;
  readonly #uploads = new Map<string, string>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeRegistry> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return new FakeRegistry(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** As it stands in references. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  addBlob(bytes: Buffer): string {
    const digest = digestOf(bytes);
    this.blobs.set(digest, bytes);
    return digest;
  }

  addManifest(repository: string, tag: string | undefined, document: object, mediaType: string): string {
    const bytes = Buffer.from(JSON.stringify(document));
    const digest = digestOf(bytes);
    for (const name of [tag, digest]) if (name) this.manifests.set(`${repository}/${name}`, { bytes, mediaType });
    return digest;
  }

  /** `METHOD path` of what was asked since the start, without queries. */
  get log(): readonly string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${this.host}`);
    const { authorization, range } = request.headers;
    const method = request.method ?? 'GET';
    this.requests.push({ method, path: url.pathname, query: url.search, authorization, range });
    if (this.fault?.(request, response)) return;
    if (url.pathname === '/token') return await this.#token(request, response, url);
    if (this.login && !this.#mayPass(authorization)) return this.#challenge(response, url);
    const repository = /^\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1] ?? '';
    const rest = url.pathname.slice(`/v2/${repository}/`.length);
    await this.#serve({ request, response, url, repository, rest });
  }

  async #serve(call: Call): Promise<void> {
    const { request, response, url, repository, rest } = call;
    const name = rest.slice(rest.indexOf('/') + 1);
    if (rest.startsWith('blobs/uploads/')) return await this.#upload(call);
    if (rest.startsWith('manifests/') && request.method === 'PUT') {
      const document: object = JSON.parse((await bodyOf(request)).toString());
      this.addManifest(repository, name, document, request.headers['content-type'] ?? '');
      return void response.writeHead(201).end();
    }
    if (rest.startsWith('manifests/')) {
      const found = this.manifests.get(`${repository}/${name}`);
      if (!found) return notFound(response, 'MANIFEST_UNKNOWN');
      const headers = { 'content-type': found.mediaType, 'docker-content-digest': digestOf(found.bytes) };
      return void response.writeHead(200, headers).end(found.bytes);
    }
    if (rest.startsWith('blobs/')) return this.#blob(call, this.blobs.get(name));
    if (rest.startsWith('tags/list')) return this.#tags(call);
    if (rest.startsWith('referrers/') && this.hasReferrers) return this.#referrers(call, name);
    notFound(response, url.pathname === '/v2/' ? 'OK' : 'NAME_UNKNOWN');
  }

  #blob({ request, response }: Call, blob: Buffer | undefined): void {
    if (!blob) return notFound(response, 'BLOB_UNKNOWN');
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? -1);
    if (from < 0) return void response.writeHead(200, { 'content-length': blob.length }).end(blob);
    const part = blob.subarray(from);
    const range = `bytes ${from}-${blob.length - 1}/${blob.length}`;
    response.writeHead(206, { 'content-length': part.length, 'content-range': range }).end(part);
  }

  #tags({ response, url, repository }: Call): void {
    const tags = [...this.manifests.keys()]
      .filter((key) => key.startsWith(`${repository}/`) && !key.includes(':'))
      .map((key) => key.slice(repository.length + 1))
      .sort();
    const last = url.searchParams.get('last') ?? '';
    const page = tags.filter((tag) => tag > last).slice(0, this.pageSize);
    const more = page.length > 0 && page.at(-1) !== tags.at(-1);
    // Another host on purpose: only the query may be taken from it.
    const link = `<http://elsewhere.invalid/v2/x/tags/list?last=${page.at(-1)}>; rel="next"`;
    response.writeHead(200, more ? { link } : {}).end(JSON.stringify({ name: repository, tags: page }));
  }

  #referrers({ response, repository }: Call, digest: string): void {
    const manifests = [...this.manifests]
      .filter(([key]) => key.startsWith(`${repository}/sha256:`))
      .map(([, { bytes, mediaType }]) => ({ bytes, mediaType, document: JSON.parse(bytes.toString()) }))
      .filter(({ document }) => document.subject?.digest === digest)
      .map(({ bytes, mediaType, document }) => ({
        mediaType,
        digest: digestOf(bytes),
        size: bytes.length,
        artifactType: document.artifactType,
      }));
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    response.writeHead(200, { 'content-type': mediaType });
    response.end(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  }

  async #upload({ request, response, url, repository, rest }: Call): Promise<void> {
    if (request.method === 'POST') {
      const id = String(this.#uploads.size);
      this.#uploads.set(id, repository);
      return void response.writeHead(202, { location: `/v2/${repository}/blobs/uploads/${id}?state=x` }).end();
    }
    const body = await bodyOf(request);
    const known = this.#uploads.has(rest.slice('blobs/uploads/'.length));
    if (!known || digestOf(body) !== url.searchParams.get('digest')) return void response.writeHead(400).end();
    this.addBlob(body);
    response.writeHead(201).end();
  }

  async #token(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { login } = this;
    if (!login) return notFound(response, 'NO_TOKENS');
    const form = request.method === 'POST' ? new URLSearchParams((await bodyOf(request)).toString()) : undefined;
    const sent = request.headers.authorization;
    const refreshed = form?.get('refresh_token') === login.identity && form?.get('grant_type') === 'refresh_token';
    const passes = form ? refreshed : sent === basic(login) || (sent === undefined && login.anonymous);
    if (!passes) return void response.writeHead(401).end();
    const token = tokenFor((form ?? url.searchParams).get('scope') ?? '');
    response.writeHead(200).end(JSON.stringify(form ? { access_token: token } : { token, expires_in: 300 }));
  }

  #mayPass(authorization: string | undefined): boolean {
    if (this.login?.scheme === 'basic') return authorization === basic(this.login);
    return authorization?.startsWith('Bearer token-for-') ?? false;
  }

  #challenge(response: ServerResponse, url: URL): void {
    const repository = /^\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1] ?? '';
    const realm = this.login?.realm ?? `http://${this.host}/token`;
    const bearer = `Bearer realm="${realm}",service="fake, with comma",scope="repository:${repository}:pull"`;
    const header = this.login?.scheme === 'basic' ? 'Basic realm="fake"' : `Negotiate, ${bearer}`;
    response.writeHead(401, { 'www-authenticate': header });
    response.end('{"errors":[{"code":"UNAUTHORIZED","message":"no"}]}');
  }
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

export interface Login {
  readonly scheme: 'basic' | 'token';
  readonly username: string;
  readonly password: string;
  readonly identity?: string;
  readonly anonymous?: boolean;
  readonly realm?: string;
}

interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly repository: string;
  readonly rest: string;
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function basic(login: Login): string {
  return `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
}

function tokenFor(scope: string): string {
  return `token-for-${Buffer.from(scope).toString('hex')}`;
}

function notFound(response: ServerResponse, code: string): void {
  response.writeHead(404).end(JSON.stringify({ errors: [{ code, message: 'not here' }] }));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
