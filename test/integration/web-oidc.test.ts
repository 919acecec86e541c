import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { externalSignIn } from '#app/platform/identity/external-sign-in.ts';
import { parseGroupGrants } from '#identity/group-grants.ts';
import { openOidc } from '#identity/oidc.ts';
import { temporary } from '../daemons.ts';
import { type Started, startWeb } from './testing/web.ts';

const directory = temporary('web-oidc');
const clientId = 'caisson';
const clientSecret = 'a secret of the client, long enough for HS256';
const keys = await generateKeyPair('RS256');
const foreign = await generateKeyPair('RS256');

type Claims = Readonly<Record<string, unknown>>;
type Sign = (claims: Claims) => Promise<string> | string;

/** An issuer that answers what a test wants it to: it speaks discovery, keys and the token endpoint. */
const issuer: { url: string; server?: Server; sign: Sign; extra: Claims; nonce: string } = {
  url: '',
  sign: signed,
  extra: {},
  nonce: '',
};

beforeAll(async () => {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: '1', alg: 'RS256', use: 'sig' };
  const server = createServer((request, response) => {
    void answer(request.url ?? '', jwk).then((body) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
  });
  issuer.server = server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  issuer.server?.close();
});

test('somebody signs in, and may do what their groups give', async () => {
  const web = await start();

  const { headers } = await signIn(web, { groups: ['dev'] });

  expect(headers.location).toBe('/findings?tier=P0');
  const cookie = cookieOf(headers['set-cookie'], 'caisson');
  const session = await web.server.inject({ url: '/api/v1/session', headers: { cookie } });
  expect(session.json()).toMatchObject({
    user: { name: 'ann' },
    grants: [{ role: 'analyst', place: { namespace: 'shop' } }],
  });
});

test('groups count anew at each sign-in, and without one nobody gets in', async () => {
  const web = await start();
  const first = await signIn(web, { groups: ['dev'] });
  const cookie = cookieOf(first.headers['set-cookie'], 'caisson');

  const second = await signIn(web, { groups: ['nobody'] });

  expect(second.headers.location).toBe('/sign-in?failed=access.forbidden');
  expect(
    (await web.server.inject({ url: '/api/v1/session', headers: { cookie } })).statusCode,
  ).toBe(401);
});

test('the name of a local user is not taken over', async () => {
  const web = await start();
  const payload = { token: web.first, name: 'ann', password: 'correct horse battery' };
  await web.server.inject({ method: 'POST', url: '/api/v1/session/first', payload });

  const { headers } = await signIn(web, { groups: ['dev'] });

  const cookie = cookieOf(headers['set-cookie'], 'caisson');
  const session = await web.server.inject({ url: '/api/v1/session', headers: { cookie } });
  expect(session.json<{ user: { name: string } }>().user.name).toMatch(/^ann \([0-9a-f]{8}\)$/u);
  const change = {
    method: 'POST',
    url: '/api/v1/session/password',
    payload: { next: 'a long password' },
  } as const;
  const { csrf } = session.json<{ csrf: string }>();
  const asked = await web.server.inject({
    ...change,
    headers: { cookie, 'x-csrf-token': csrf, origin: 'http://localhost', host: 'localhost' },
  });
  expect(asked.statusCode).toBe(403);
});

const hourAgo = Math.floor(Date.now() / 1000) - 3600;
const bad: readonly (readonly [string, Claims, Sign])[] = [
  ['another audience', { aud: 'somebody-else' }, signed],
  ['several audiences without us', { aud: ['a', 'b'] }, signed],
  ['another authorised party', { aud: [clientId, 'b'], azp: 'b' }, signed],
  ['another issuer', { iss: 'https://evil.example' }, signed],
  ['another nonce', { nonce: 'planted' }, signed],
  ['no nonce', { nonce: undefined }, signed],
  ['expired', { iat: hourAgo, exp: hourAgo + 60 }, signed],
  ['no subject', { sub: undefined }, signed],
  ['algorithm none', {}, (claims) => new UnsecuredJWT(claims).encode()],
  ['a foreign key', {}, (claims) => sign(claims, foreign.privateKey)],
  [
    'the key confused with a secret',
    {},
    (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(clientSecret)),
  ],
  ['no token at all', {}, () => ''],
];

test.for(bad)('refused: %s', async ([, claims, how]) => {
  const web = await start();

  const { headers } = await signIn(web, { groups: ['ops'], ...claims }, how);

  expect(headers.location).toBe('/sign-in?failed=access.unauthenticated');
  expect(String(headers['set-cookie'])).not.toContain('caisson=');
});

test('refused: another state, another browser, the same answer twice, an error of the issuer', async () => {
  const web = await start();
  const begun = await begin(web);
  function back(query: string, cookie: string) {
    return web.server.inject({ url: `/auth/oidc/callback?${query}`, headers: { cookie } });
  }

  const otherBrowser = await back(`code=x&state=${begun.state}`, 'caisson-oidc=planted');
  const otherState = await back('code=x&state=planted', begun.cookie);
  const again = await back(`code=x&state=${begun.state}`, begun.cookie);
  const failed = await begin(web);
  const denied = await back(`error=access_denied&state=${failed.state}`, failed.cookie);

  for (const { headers } of [otherBrowser, otherState, again, denied])
    expect(headers.location).toBe('/sign-in?failed=access.unauthenticated');
});

test.for([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/a\r\nb',
  'javascript:alert(1)',
])('nobody is sent to %s afterwards', async (path) => {
  const web = await start();

  const { headers } = await signIn(web, { groups: ['dev'] }, signed, path);

  expect(headers.location).toBe('/');
});

test('signing in works with the provider of npm as it is', async () => {
  const { default: Provider } = (await import('oidc-provider' as string)) as {
    readonly default: new (issuer: string, options: object) => { callback(): RequestListener };
  };
  const held: { listener?: RequestListener } = {};
  const server = createServer((request, response) => held.listener?.(request, response));
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const redirect = 'http://localhost/auth/oidc/callback';
  held.listener = new Provider(url, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirect] }],
    pkce: { required: () => true },
    claims: { openid: ['sub', 'groups'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, groups: ['ops'] }),
    }),
  }).callback();
  const web = await start(url);
  const begun = await begin(web);

  const landed = await walk(begun.url, redirect);

  const query = new URL(landed).search;
  const { headers } = await web.server.inject({
    url: `/auth/oidc/callback${query}`,
    headers: { cookie: begun.cookie },
  });
  expect(headers.location).toBe('/findings?tier=P0');
  const cookie = cookieOf(headers['set-cookie'], 'caisson');
  const session = await web.server.inject({ url: '/api/v1/session', headers: { cookie } });
  expect(session.json()).toMatchObject({
    user: { name: 'bob' },
    grants: [{ role: 'administrator' }],
  });
});

async function start(url = issuer.url): Promise<Started> {
  const oidc = openOidc({ issuer: url, clientId, clientSecret, groupsClaim: 'groups' });
  const grants = parseGroupGrants(['dev=analyst@shop', 'ops=administrator']);
  const web = await startWeb(directory, {
    external: (parts) => externalSignIn({ ...parts, oidc, grants }),
  });
  onTestFinished(() => web.server.close());
  return web;
}

async function begin(web: Started, path = '/findings?tier=P0') {
  const query = new URLSearchParams({ return: path }).toString();
  const { headers } = await web.server.inject({ url: `/auth/oidc/start?${query}` });
  const url = new URL(String(headers.location));
  expect(url.searchParams.get('code_challenge_method')).toBe('S256');
  expect(url.searchParams.get('redirect_uri')).toMatch(/\/auth\/oidc\/callback$/u);
  return {
    url: url.href,
    state: url.searchParams.get('state') ?? '',
    nonce: url.searchParams.get('nonce') ?? '',
    cookie: cookieOf(headers['set-cookie'], 'caisson-oidc'),
  };
}

async function signIn(web: Started, claims: Claims, how: Sign = signed, path?: string) {
  const { state, nonce, cookie } = await begin(web, path);
  Object.assign(issuer, { sign: how, extra: claims, nonce });
  return web.server.inject({
    url: `/auth/oidc/callback?code=x&state=${state}`,
    headers: { cookie },
  });
}

async function answer(url: string, jwk: object): Promise<unknown> {
  if (url === '/jwks') return { keys: [jwk] };
  if (url === '/token') {
    const now = Math.floor(Date.now() / 1000);
    const usual = {
      iss: issuer.url,
      aud: clientId,
      sub: '1',
      iat: now,
      exp: now + 60,
      nonce: issuer.nonce,
    };
    const claims = { ...usual, preferred_username: 'ann', ...issuer.extra };
    const token = await issuer.sign(JSON.parse(JSON.stringify(claims)) as Claims);
    return {
      access_token: 'x',
      token_type: 'Bearer',
      ...(token === '' ? {} : { id_token: token }),
    };
  }
  return {
    issuer: issuer.url,
    authorization_endpoint: `${issuer.url}/authorize`,
    token_endpoint: `${issuer.url}/token`,
    jwks_uri: `${issuer.url}/jwks`,
  };
}

function signed(claims: Claims): Promise<string> {
  return sign(claims, keys.privateKey);
}

function sign(claims: Claims, key: typeof keys.privateKey): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: '1' }).sign(key);
}

function cookieOf(header: unknown, name: string): string {
  const found = [header]
    .flat()
    .map(String)
    .find((one) => one.startsWith(`${name}=`));
  return found?.split(';')[0] ?? '';
}

/** Walks through the pages of the provider as a person would, until it sends back to us. */
async function walk(start: string, end: string): Promise<string> {
  const jar = new Map<string, string>();
  let url = start;
  let body: URLSearchParams | undefined;
  for (let step = 0; step < 20; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const text = await response.text();
    const next = response.headers.get('location') ?? /action="([^"]+)"/u.exec(text)?.[1] ?? '';
    body = response.headers.has('location') ? undefined : formOf(text);
    url = new URL(next, url).href;
    if (url.startsWith(end)) return url;
  }
  throw new Error('the provider never sent us back');
}

function formOf(page: string): URLSearchParams {
  const prompt = /name="prompt" value="(\w+)"/u.exec(page)?.[1] ?? '';
  return new URLSearchParams({ prompt, login: 'bob', password: 'any' });
}
