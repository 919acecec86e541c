import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { CaissonError } from '#kit/error.ts';
import { temporary } from '../daemons.ts';
import {
  browserOf,
  password,
  type Started,
  signIn,
  signInFirst,
  startWeb,
  writing,
} from './testing/web.ts';

const directory = temporary('web-security');
const consoleDirectory = join(directory, 'console');
const held: { web?: Started; port: number } = { port: 0 };

beforeAll(async () => {
  mkdirSync(join(consoleDirectory, 'assets'), { recursive: true });
  writeFileSync(join(directory, 'secret.txt'), 'secret');
  writeFileSync(join(consoleDirectory, '.hidden'), 'hidden');
  writeFileSync(join(consoleDirectory, 'index.html'), '<script src="/assets/a.js"></script>');
  writeFileSync(join(consoleDirectory, 'assets/a.js'), 'export {};');
  writeFileSync(join(consoleDirectory, 'assets/a.js.br'), 'packed');
  held.web = await startWeb(directory, {
    consoleDirectory,
    settings: {
      requestTimeoutMs: 1500,
      headersTimeoutMs: 500,
      recheckMs: 50,
      heartbeatMs: 50,
      closeTimeoutMs: 500,
    },
    operations: {
      live: async ({ signal }) => ticking(signal),
      listFindings: () =>
        Promise.reject(new CaissonError('internal.bug', '/etc/caisson/key is odd')),
    },
  });
  held.port = (await held.web.server.listen()).port;
});
afterAll(async () => {
  await held.web?.server.close();
});
function web(): Started {
  if (held.web === undefined) throw new Error('not started');
  return held.web;
}

async function* ticking(signal: AbortSignal) {
  yield { id: '1\nevent: forged', event: 'change\r\ndata: forged', data: { text: 'a\n\nb' } };
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

test.for([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/%252e%252e/secret.txt',
  '/assets/%00a.js',
  '/.hidden',
  '//secret.txt',
  '/assets/a.js/../../../secret.txt',
])('no path leads out of the console: %s', async (path) => {
  const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);

  expect(answer).not.toContain('secret\n');
  expect(answer).not.toMatch(/\r\n\r\n(?:secret|hidden)$/u);
  expect(answer).toMatch(/^HTTP\/1\.1 (?:200|400|403|404) /u);
});

test('assets never change and come packed; the page is asked for anew each time', async () => {
  function get(url: string, headers = {}) {
    return web().server.inject({ url, headers });
  }
  const asset = await get('/assets/a.js', { 'accept-encoding': 'br' });
  const page = await get('/findings?tier=P0', { accept: 'text/html' });
  const other = await get('/');

  expect(asset.headers['cache-control']).toContain('immutable');
  expect(asset.headers['content-encoding']).toBe('br');
  expect(asset.body).toBe('packed');
  expect(page.statusCode).toBe(200);
  expect(page.headers['cache-control']).toBe('no-cache');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain("script-src 'self'; style-src 'self';");
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect(page.body).toBe(other.body);
  const known = { accept: 'text/html', 'if-none-match': page.headers.etag };
  expect((await get('/findings', known)).statusCode).toBe(304);
  expect((await get('/assets/missing.js', { accept: 'text/html' })).statusCode).toBe(404);
  expect((await get('/api/v1/nothing', { accept: 'text/html' })).headers['content-type']).toContain(
    'problem+json',
  );
});

test.for([
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.nip.example',
  '169.254.169.254',
  'localhost@evil',
  'localhost:99999',
  '',
])('a foreign name in Host is refused: %s', async (host) => {
  const answer = await raw(
    `GET /api/v1/session HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  );

  expect(answer).toMatch(/^HTTP\/1\.1 4(?:21|00) /u);
});

test('forwarded headers of strangers are not believed', async () => {
  const answer = await web().server.inject({
    url: '/api/v1/sign-in',
    headers: {
      host: 'evil.example',
      'x-forwarded-host': 'localhost',
      'x-forwarded-for': '10.0.0.1',
    },
  });

  expect(answer.statusCode).toBe(421);
});

test('answers of the API are never stored, framed, sniffed or read by other origins', async () => {
  const answer = await web().server.inject({
    url: '/api/v1/sign-in',
    headers: { origin: 'http://localhost:80', host: 'localhost:80' },
  });
  const foreign = await web().server.inject({
    method: 'OPTIONS',
    url: '/api/v1/session',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  });

  expect(answer.headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  });
  expect(String(answer.headers['content-security-policy'])).toContain("frame-ancestors 'none'");
  expect(foreign.statusCode).toBe(405);
  for (const { headers } of [answer, foreign])
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('the session cookie is ours alone, and a planted one is not taken over', async () => {
  const own = await startWeb(directory, { settings: { publicOrigin: 'https://caisson.example' } });
  onTestFinished(() => own.server.close());
  const planted = 'A'.repeat(43);
  const answer = await own.server.inject({
    method: 'POST',
    url: '/api/v1/session/first',
    headers: { host: 'caisson.example', cookie: `__Host-caisson=${planted}` },
    payload: { token: own.first, name: 'Ada', password },
  });

  const cookie = String(answer.headers['set-cookie']);
  expect(cookie).toMatch(
    /^__Host-caisson=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/u,
  );
  expect(cookie).not.toContain(planted);
  expect(answer.headers['strict-transport-security']).toBeDefined();
  expect(browserOf(answer).csrf).not.toBe('');
});

test('a secret in the address is no credential, and the address is refused', async () => {
  const browser = await administrator();
  const made = await web().server.inject({
    method: 'POST',
    url: '/api/v1/tokens',
    headers: writing(browser),
    payload: { name: 'ci', grants: [{ role: 'administrator' }], days: 1 },
  });
  const { secret } = made.json<{ secret: string }>();

  for (const name of ['token', 'access_token', 'authorization', 'api_key'])
    expect((await web().server.inject({ url: `/api/v1/users?${name}=${secret}` })).statusCode).toBe(
      401,
    );
  const both = await web().server.inject({
    url: `/api/v1/users?token=${secret}`,
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(both.statusCode).toBe(400);
});

test('bodies: too large, no JSON, not UTF-8, too deep, another type', async () => {
  function post(payload: string | Buffer, type = 'application/json') {
    return web().server.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': type },
      payload,
    });
  }

  expect((await post(`{"name":"${'a'.repeat(2 ** 20)}"}`)).statusCode).toBe(413);
  expect((await post('{')).statusCode).toBe(400);
  expect((await post(Buffer.from([0x22, 0xff, 0xfe, 0x22]))).statusCode).toBe(400);
  expect((await post('['.repeat(100_000) + ']'.repeat(100_000))).statusCode).toBe(422);
  expect((await post('name=a', 'application/x-www-form-urlencoded')).statusCode).toBe(415);
  expect((await post('{}', 'text/plain')).statusCode).toBe(415);
  for (let depth = 0; depth < 5; depth += 1) {
    const inner = `${'{"a":'.repeat(depth)}{"__proto__":{"polluted":true}}${'}'.repeat(depth)}`;
    expect((await post(`{"name":"a","password":${inner}}`)).statusCode).toBe(400);
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('slow headers and slow bodies are cut', async () => {
  const slowHead = raw('GET / HTTP/1.1\r\nHost: localhost\r\n');
  const slowBody = raw(
    'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  );
  const hugeHead = raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`);

  expect(await slowHead).toMatch(/^(?:HTTP\/1\.1 408 .*)?/su);
  expect(await slowBody).toMatch(/^(?:HTTP\/1\.1 408 .*)?/su);
  expect(await hugeHead).toMatch(/^HTTP\/1\.1 431 /u);
}, 20_000);

test('smuggled and split requests are refused', async () => {
  const both = await raw(
    'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n',
  );
  const split = await web().server.inject({
    url: '/x%0d%0aSet-Cookie:%20a=b',
    headers: { accept: 'text/html' },
  });

  expect(both).toMatch(/^HTTP\/1\.1 400 /u);
  expect(split.headers['set-cookie']).toBeUndefined();
});

test('errors of ours do not tell about the machine', async () => {
  const answer = await web().server.inject({
    url: '/api/v1/findings',
    headers: { cookie: (await administrator()).cookie },
  });

  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('/etc/caisson');
  expect(answer.json()).toMatchObject({
    code: 'internal.bug',
    instance: answer.headers['x-request-id'],
  });
});

test('signing in is tried a few times a minute only', async () => {
  const own = await startWeb(directory, { settings: { signInsPerMinute: 3 } });
  onTestFinished(() => own.server.close());
  function attempt() {
    return own.server.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { name: 'a', password: 'b' },
    });
  }

  const statuses = [];
  for (let at = 0; at < 5; at += 1) statuses.push((await attempt()).statusCode);

  expect(statuses).toEqual([401, 401, 401, 429, 429]);
});

test('a live view tells nothing forged, and ends with its session', async () => {
  const browser = await administrator();
  const stream = listen(browser.cookie);

  const text = await stream.first;
  expect(text).toContain(
    'id: 1 event: forged\nevent: change  data: forged\ndata: {"text":"a\\n\\nb"}\n\n',
  );
  await web().server.inject({
    method: 'DELETE',
    url: '/api/v1/session',
    headers: writing(browser),
  });

  expect(await stream.ended).toBe(true);
});

test('a live view ends when its caller may see less than before', async () => {
  const browser = await administrator();
  const stream = listen(browser.cookie);
  await stream.first;

  const add = 'UPDATE person SET grants = \'[{"role":"administrator"},{"role":"ingest"}]\'';
  await web().database.transaction((tx) => tx.run(add));

  expect(await stream.ended).toBe(true);
});

test('live views of one caller are bounded', async () => {
  const own = await startWeb(directory, {
    settings: { maxStreamsOfOne: 2 },
    operations: { live: async ({ signal }) => ticking(signal) },
  });
  onTestFinished(() => own.server.close());
  const { port } = await own.server.listen();
  const { cookie } = await signInFirst(own);
  const open = [listen(cookie, port), listen(cookie, port)];
  await Promise.all(open.map(({ first }) => first));

  const third = await fetch(`http://localhost:${port}/api/v1/live`, { headers: { cookie } });

  expect(third.status).toBe(429);
  await own.server.close();
  expect(await Promise.all(open.map(({ ended }) => ended))).toEqual([true, true]);
});

test('plain HTTP is not offered beyond this machine unless it was allowed', async () => {
  const own = await startWeb(directory, { settings: { host: '0.0.0.0' } });
  onTestFinished(() => own.server.close());

  await expect(own.server.listen()).rejects.toMatchObject({ code: 'usage.invalid-config' });
});

/** The administrator, signed in; made by whoever comes first. */
async function administrator() {
  const row = await web().database.first('SELECT id FROM person LIMIT 1');
  return row === undefined ? signInFirst(web()) : signIn(web(), 'Ada');
}

/** Sends bytes as they are and answers all that comes back. */
function raw(bytes: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  const socket = connect(held.port, '127.0.0.1', () => socket.write(bytes));
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  return promise;
}

function listen(cookie: string, port = held.port) {
  const first = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<boolean>();
  const chunks: string[] = [];
  const request = httpRequest({
    port,
    host: '127.0.0.1',
    path: '/api/v1/live',
    headers: { cookie },
  });
  request.on('response', (response) => {
    response.setEncoding('utf8').on('data', (chunk: string) => {
      chunks.push(chunk);
      if (chunks.join('').includes('data:')) first.resolve(chunks.join(''));
    });
    response.on('close', () => ended.resolve(true));
  });
  request.on('error', () => ended.resolve(true));
  request.end();
  return { first: first.promise, ended: ended.promise };
}
