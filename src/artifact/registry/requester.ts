import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { Authorizer, type Target } from './authorizer.ts';
import { parseChallenges } from './challenge.ts';
import { Connections } from './connections.ts';
import { type Exchange, type ExchangeRequest, exchange, readWhole } from './exchange.ts';
import { retrying } from './retry.ts';
import { type RegistrySettings, timingOf } from './settings.ts';
import { errorCodeOf, refusalError } from './status-error.ts';

/** A request to a registry: `path` below `/v2/`, or a whole `url` that an earlier answer named. */
export interface RegistryRequest {
  readonly target: Target;
  readonly path: string | URL;
  /** What it is for, as a person named it; stands in errors. */
  readonly what: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for each attempt. */
  readonly content?: () => Uint8Array | AsyncIterable<Uint8Array>;
  /** Statuses beside 2xx that are answers and not errors. */
  readonly accept?: readonly number[];
}

const maxRedirects = 5;
const maxErrorBytes = 64 * 1024;

interface Reached {
  readonly answer: Exchange;
  /** A redirect led away: what that host says of logins is not the registry's word. */
  readonly elsewhere: boolean;
}

/** Sends requests to registries: finds out how to reach and to satisfy them, follows redirects, tries again. */
export class Requester implements Disposable {
  readonly #settings: RegistrySettings;
  readonly #connections: Connections;
  readonly #authorizer: Authorizer;
  readonly #bases = new Map<string, Promise<URL>>();

  constructor(settings: RegistrySettings) {
    this.#settings = settings;
    this.#connections = new Connections(settings);
    this.#authorizer = new Authorizer(this.#connections, settings);
  }

  /** The answer, if its status is 2xx or accepted. Throws `access.*`, `input.*`, `integrity.untrusted`. */
  async send(request: RegistryRequest, scope: Scope): Promise<Exchange> {
    let loggedIn = false;
    const answer = await retrying(
      async () => {
        const outcome = await this.#authorized(request, scope);
        loggedIn = outcome.loggedIn;
        return outcome.answer;
      },
      this.#settings,
      scope,
    );
    const { status } = answer;
    if ((status >= 200 && status < 300) || request.accept?.includes(status)) return answer;
    const code = await errorCode(answer);
    throw refusalError({
      status,
      what: request.what,
      registry: request.target.registry,
      loggedIn,
      ...(code && { code }),
    });
  }

  /** An address that an answer named, absolute; `undefined` when it may not be spoken to. */
  async resolve(target: Target, location: string, scope: Scope): Promise<URL | undefined> {
    const base = await this.#baseOf(target, scope);
    const url = URL.parse(location, base.href) ?? undefined;
    const usable = url && (this.#connections.allows(url) || isPlain(base, url));
    return usable ? url : undefined;
  }

  [Symbol.dispose](): void {
    this.#connections[Symbol.dispose]();
  }

  async #authorized(
    request: RegistryRequest,
    scope: Scope,
  ): Promise<{ readonly answer: Exchange; readonly loggedIn: boolean }> {
    const { target } = request;
    const first = await this.#authorizer.header(target, scope);
    const { answer, elsewhere } = await this.#follow(request, first, scope);
    if (answer.status !== 401 || elsewhere) return { answer, loggedIn: first !== undefined };
    const challenges = parseChallenges(answer.headers['www-authenticate'] ?? '');
    const second = await this.#authorizer.answer(target, challenges, first, scope);
    if (second === undefined || (second === first && second.startsWith('Basic ')))
      return { answer, loggedIn: first !== undefined };
    answer.discard();
    return { answer: (await this.#follow(request, second, scope)).answer, loggedIn: true };
  }

  async #follow(
    request: RegistryRequest,
    authorization: string | undefined,
    scope: Scope,
  ): Promise<Reached> {
    const base = await this.#baseOf(request.target, scope);
    let url =
      typeof request.path === 'string' ? new URL(`/v2/${request.path}`, base) : request.path;
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      const elsewhere = url.origin !== base.origin;
      const answer = await this.#once(request, url, elsewhere ? undefined : authorization, scope);
      if (![301, 302, 303, 307, 308].includes(answer.status)) return { answer, elsewhere };
      answer.discard();
      url = this.#redirected(answer.headers.location, url, request);
    }
    throw new CaissonError(
      'input.unsupported',
      `cannot read ${quote(request.what)}: more than ${maxRedirects} redirects`,
    );
  }

  async #once(
    request: RegistryRequest,
    url: URL,
    authorization: string | undefined,
    scope: Scope,
  ): Promise<Exchange> {
    const content = request.content?.();
    const message: ExchangeRequest = {
      url,
      method: request.method ?? 'GET',
      headers: {
        'user-agent': this.#settings.userAgent,
        ...request.headers,
        ...(authorization !== undefined && { authorization }),
      },
      agent: await this.#connections.agentFor(url),
      ...(content !== undefined && { content }),
    };
    const answer = await exchange(message, timingOf(this.#settings), scope.signal);
    // Queries of redirects are signed: they are as good as a login.
    scope.log.debug('registry request', {
      method: message.method,
      host: url.host,
      path: url.pathname,
      status: answer.status,
    });
    return answer;
  }

  #redirected(location: string | undefined, from: URL, request: RegistryRequest): URL {
    const to = URL.parse(location ?? '', from.href);
    const weaker = from.protocol === 'https:' && to?.protocol !== 'https:';
    // Storage behind a registry in clear text may be in clear text as well.
    const allowed = to !== null && (this.#connections.allows(to) || isPlain(from, to));
    if (to !== null && allowed && !weaker) return to;
    throw new CaissonError(
      'input.unsupported',
      `cannot read ${quote(request.what)}: the registry redirects to an address that is not https`,
    );
  }

  #baseOf(target: Target, scope: Scope): Promise<URL> {
    const { host } = target;
    const known = this.#bases.get(host);
    if (known !== undefined) return known;
    const base = this.#connections.isInsecure(host)
      ? this.#probe(host, scope)
      : Promise.resolve(new URL(`https://${host}/`));
    this.#bases.set(host, base);
    return base;
  }

  /** A host listed as insecure is asked over TLS first, so that clear text is the last resort. */
  async #probe(host: string, scope: Scope): Promise<URL> {
    const secure = new URL(`https://${host}/`);
    try {
      const agent = await this.#connections.agentFor(secure);
      const message = { url: new URL('/v2/', secure), method: 'HEAD', headers: {}, agent } as const;
      (await exchange(message, timingOf(this.#settings), scope.signal)).discard();
      return secure;
    } catch {
      scope.signal.throwIfAborted();
      return new URL(`http://${host}/`);
    }
  }
}

function isPlain(from: URL, to: URL): boolean {
  const clear = from.protocol === 'http:' && to.protocol === 'http:';
  return clear && to.username === '' && to.password === '';
}

async function errorCode(answer: Exchange): Promise<string | undefined> {
  try {
    const bytes = await readWhole(answer, maxErrorBytes, 'the error');
    return errorCodeOf(parseJson(new TextDecoder().decode(bytes), 'the error'));
  } catch {
    // Whatever the body is, the status alone is a complete error.
    return undefined;
  }
}
