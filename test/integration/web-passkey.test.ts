import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { hasPrograms, makeCertificate, temporary } from '../daemons.ts';
import { softKey } from './testing/authenticator.ts';
import { browserOf, type Started, signInFirst, startWeb, writing } from './testing/web.ts';

const directory = temporary('web-passkey');
const origin = 'http://localhost';

async function withPasskey() {
  const web = await startWeb(directory);
  onTestFinished(() => web.server.close());
  const headers = writing(await signInFirst(web));
  const key = softKey();
  const { challenge, value } = await challengeAt(web, '/session/passkeys/challenge', headers);
  const payload = { challenge, answer: key.register(origin, value), name: 'my key' };
  const added = await post(web, '/session/passkeys', payload, headers);
  return { web, key, added, headers, payload };
}

test('a passkey is added and signs in, and each challenge counts once', async () => {
  const { web, key, added, headers, payload } = await withPasskey();
  const { challenge, value } = await challengeAt(web, '/session/passkey/challenge');
  const answer = { challenge, answer: key.signIn(origin, value) };

  const entered = await post(web, '/session/passkey', answer);
  const again = await post(web, '/session/passkey', answer);

  expect(added.statusCode).toBe(200);
  expect(entered.statusCode).toBe(200);
  const { cookie } = browserOf(entered);
  const session = await web.server.inject({ url: '/api/v1/session', headers: { cookie } });
  expect(session.json()).toMatchObject({ user: { name: 'Ada' } });
  expect(again.statusCode).toBe(401);
  expect((await post(web, '/session/passkeys', payload, headers)).statusCode).toBe(401);
});

test.for([
  ['of another origin', 'http://evil.localhost', 0x05, undefined],
  ['of another challenge', origin, 0x05, 'planted'],
  ['without the user verified', origin, 0x01, undefined],
] as const)('an answer %s is refused', async ([, from, flags, planted]) => {
  const { web, key } = await withPasskey();
  const { challenge, value } = await challengeAt(web, '/session/passkey/challenge');

  const answer = { challenge, answer: key.signIn(from, planted ?? value, flags) };

  expect((await post(web, '/session/passkey', answer)).statusCode).toBe(401);
});

test('a passkey that nobody has, and one that was copied, are refused', async () => {
  const { web, key } = await withPasskey();
  const first = await challengeAt(web, '/session/passkey/challenge');
  const foreign = { challenge: first.challenge, answer: softKey().signIn(origin, first.value) };
  expect((await post(web, '/session/passkey', foreign)).statusCode).toBe(401);

  await web.database.transaction((tx) => tx.run('UPDATE passkey SET counter = 1000'));
  const second = await challengeAt(web, '/session/passkey/challenge');
  const copied = { challenge: second.challenge, answer: key.signIn(origin, second.value) };
  expect((await post(web, '/session/passkey', copied)).statusCode).toBe(401);
});

test.skipIf(!hasPrograms('openssl'))('TLS is served from a certificate and its key', async () => {
  const { certificate, key } = makeCertificate(directory);
  const tls = { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  const web = await startWeb(directory, { settings: { tls } });
  onTestFinished(() => web.server.close());
  const { url, port } = await web.server.listen();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();

  request({
    port,
    host: '127.0.0.1',
    path: '/healthz',
    ca: tls.certificate,
    checkServerIdentity: () => undefined,
  })
    .on('response', (response) => resolve(response.headers['strict-transport-security']))
    .on('error', reject)
    .end();

  expect(url).toBe(`https://127.0.0.1:${port}`);
  expect(await promise).toBeDefined();
});

async function challengeAt(web: Started, path: string, headers = {}) {
  const made = await web.server.inject({ method: 'POST', url: `/api/v1${path}`, headers });
  const { challenge, options } = made.json<{ challenge: string; options: { challenge: string } }>();
  return { challenge, value: options.challenge };
}

function post(web: Started, path: string, payload: object, headers = {}) {
  return web.server.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    headers: { host: 'localhost', ...headers },
    payload,
  });
}
