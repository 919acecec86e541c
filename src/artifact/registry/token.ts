import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Connections } from './connections.ts';
import { type Exchange, exchange, readWhole } from './exchange.ts';
import { isTrustedRealm } from './realm.ts';
import { retrying } from './retry.ts';
import { type Credentials, type RegistrySettings, timingOf } from './settings.ts';

/** A bearer token and the moment (milliseconds since 1970) after which it is no longer used. */
export interface BearerToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** What a registry's challenge asks for, and who asks. */
export interface TokenRequest {
  readonly registryHost: string;
  readonly realm: string;
  readonly service: string | undefined;
  readonly scope: string;
  readonly credentials: Credentials | undefined;
}

const maxTokenBytes = 256 * 1024;
const defaultLifeSeconds = 60;
const longestLifeSeconds = 86_400;
const clientId = 'caisson';

/**
 * Fetches a token (distribution specification: token and OAuth 2 authentication). The login goes to the token service only
 * over https and only when `isTrustedRealm`; otherwise the token is asked for anonymously. Redirects are not followed.
 * Throws `access.*`, `input.malformed`.
 */
export async function fetchToken(
  request: TokenRequest,
  connections: Connections,
  settings: RegistrySettings,
  scope: Scope,
): Promise<BearerToken> {
  const realm = realmOf(request, connections);
  const trusted = isTrustedRealm(
    new URL(`https://${request.registryHost}`).hostname,
    realm.hostname,
  );
  if (request.credentials !== undefined && !trusted)
    scope.log.warn('the token service belongs to another domain and does not get the login', {
      registry: request.registryHost,
      tokenService: realm.host,
    });
  const credentials = trusted ? request.credentials : undefined;
  const agent = await connections.agentFor(realm);
  const userAgent = { 'user-agent': settings.userAgent };
  const message =
    credentials?.kind === 'identity'
      ? refreshMessage(realm, request, credentials.token)
      : plainMessage(realm, request, credentials);
  const answer = await retrying(
    () =>
      exchange(
        { ...message, headers: { ...userAgent, ...message.headers }, agent },
        timingOf(settings),
        scope.signal,
      ),
    settings,
    scope,
  );
  return readToken(answer, realm, credentials !== undefined, scope);
}

function realmOf(request: TokenRequest, connections: Connections): URL {
  const realm = URL.parse(request.realm);
  if (realm !== null && connections.allows(realm)) return realm;
  // A service in clear text on the host that was listed as insecure is part of that registry.
  const sameHost =
    realm !== null && realm.hostname === new URL(`https://${request.registryHost}`).hostname;
  const plain = realm?.protocol === 'http:' && realm.username === '' && realm.password === '';
  if (sameHost && plain && connections.isInsecure(request.registryHost)) return realm;
  throw new CaissonError(
    'access.unauthenticated',
    `the registry "${request.registryHost}" names a token service that is not an https address`,
  );
}

interface Message {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly content?: Uint8Array;
}

function plainMessage(
  realm: URL,
  request: TokenRequest,
  credentials: Credentials | undefined,
): Message {
  const url = new URL(realm);
  if (request.service !== undefined) url.searchParams.set('service', request.service);
  if (request.scope !== '') url.searchParams.set('scope', request.scope);
  if (credentials?.kind !== 'basic') return { url, method: 'GET', headers: {} };
  url.searchParams.set('account', credentials.username);
  return { url, method: 'GET', headers: { authorization: basicHeader(credentials) } };
}

function refreshMessage(realm: URL, request: TokenRequest, refreshToken: string): Message {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    scope: request.scope,
    ...(request.service !== undefined && { service: request.service }),
  });
  const content = Buffer.from(form.toString());
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(content.length),
  };
  return { url: realm, method: 'POST', headers, content };
}

/** The header value of a login by name and password (RFC 7617). */
export function basicHeader(login: {
  readonly username: string;
  readonly password: string;
}): string {
  return `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
}

async function readToken(
  answer: Exchange,
  realm: URL,
  loggedIn: boolean,
  scope: Scope,
): Promise<BearerToken> {
  if (answer.status !== 200) {
    answer.discard();
    throw refused(answer.status, realm.host, loggedIn);
  }
  const what = `the answer of the token service "${realm.host}"`;
  const bytes = await readWhole(answer, maxTokenBytes, what);
  const document = parseQuietly(bytes, what);
  const token = document['token'] ?? document['access_token'];
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,200000}$/.test(token))
    throw new CaissonError('input.malformed', `${what} holds no token`);
  const stated = document['expires_in'];
  const life = typeof stated === 'number' && stated > 0 ? stated : defaultLifeSeconds;
  // A tenth less than stated: the token must outlive the request it is sent with.
  const usable = Math.min(life, longestLifeSeconds) * 900;
  return { token, expiresAt: scope.clock().getTime() + usable };
}

function parseQuietly(bytes: Uint8Array, what: string): Readonly<Record<string, unknown>> {
  try {
    const document = parseJson(new TextDecoder().decode(bytes), what);
    if (isRecord(document)) return document;
  } catch {
    // Falls through: the parser's message would quote the token.
  }
  throw new CaissonError('input.malformed', `${what} is not JSON`);
}

function refused(status: number, host: string, loggedIn: boolean): CaissonError {
  if (status === 429)
    return new CaissonError('access.rate-limited', `the token service "${host}" is busy (429)`);
  if (status >= 500 || status === 408)
    return new CaissonError('access.unreachable', `the token service "${host}" fails (${status})`);
  return new CaissonError(
    status === 403 ? 'access.forbidden' : 'access.unauthenticated',
    loggedIn
      ? `the token service "${host}" refuses the login (${status})`
      : `the token service "${host}" gives no anonymous token (${status})`,
  );
}
