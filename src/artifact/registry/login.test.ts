import { expect, test } from 'vitest';
import { parseDigest } from '#model/digest.ts';
import { RegistryClient } from './client.ts';
import { parseImageReference } from './reference.ts';
import {
  basicCredentials,
  big,
  expectNoSecret,
  failure,
  login,
  manifestType,
  named,
  read,
  secret,
  start,
  startRegistry,
} from './testdata/client-setup.ts';
import { addImage } from './testdata/image.ts';
import { setUp } from './testdata/setup.ts';

test.for([
  ['none', undefined, undefined, 1],
  ['basic', { ...login, scheme: 'basic' }, basicCredentials, 2],
  ['token with a password', login, basicCredentials, 3],
  ['token with an identity', login, { kind: 'identity', token: 'refresh-me' }, 3],
  ['token without a login', { ...login, anonymous: true }, undefined, 3],
] as const)('authentication by %s brings the manifest', async ([, wanted, credentials, asked]) => {
  const { registry, client, reference, scope } = await start(credentials);
  const image = addImage(registry, { repository: 'shop/app', tag: '1', layers: [] });
  registry.login = wanted;

  const manifest = await client.manifest(reference, scope);
  await client.manifest(reference, scope);

  expect(manifest).toMatchObject({ digest: image.manifest, mediaType: manifestType });
  // The second request is not challenged again.
  expect(registry.log).toHaveLength(asked + 1);
});

test('tokens are asked for the own repository, whatever the challenge says', async () => {
  const { registry, client, reference, scope } = await start(basicCredentials);
  addImage(registry, { repository: 'shop/app', tag: '1', layers: [] });
  registry.login = login;
  registry.fault = (request, response) => {
    if (request.headers.authorization !== undefined || request.url?.startsWith('/token'))
      return false;
    const scopeOfOthers = `scope="repository:victim/secret:pull,push"`;
    const header = `Bearer realm="http://${registry.host}/token",service="s",${scopeOfOthers}`;
    response.writeHead(401, { 'www-authenticate': header }).end();
    return true;
  };

  await client.manifest(reference, scope);

  const asked = registry.requests.find(({ path }) => path === '/token');
  expect(new URLSearchParams(asked?.query).get('scope')).toBe('repository:shop/app:pull');
});

test('a token that expired on the server is replaced once', async () => {
  const { registry, client, reference, scope } = await start(basicCredentials);
  addImage(registry, { repository: 'shop/app', tag: '1', layers: [] });
  registry.login = login;
  await client.manifest(reference, scope);
  let refusals = 1;
  registry.fault = (request, response) => {
    if (!request.headers.authorization?.startsWith('Bearer') || refusals-- <= 0) return false;
    const challenge = `Bearer realm="http://${registry.host}/token",service="fake, with comma"`;
    response.writeHead(401, { 'www-authenticate': challenge }).end();
    return true;
  };

  await client.manifest(reference, scope);

  expect(registry.log.filter((line) => line.endsWith('/token'))).toHaveLength(2);
});

test.for([
  ['a wrong password', { ...basicCredentials, password: `${secret}-wrong` }, 'refuses the login'],
  ['no login', undefined, 'wants a login'],
] as const)('with %s the error says so and how to log in', async ([, credentials]) => {
  const { registry, client, reference, scope, logged } = await start(credentials);
  registry.login = { ...login, scheme: 'basic' };

  const error = await failure(client.manifest(reference, scope));

  expect(error).toMatchObject({ code: 'access.unauthenticated' });
  expect(error.hint).toContain(`docker login ${registry.host}`);
  expectNoSecret(error, logged);
});

test('a token service of another host does not get the login', async () => {
  const elsewhere = await startRegistry();
  elsewhere.login = { ...login, anonymous: true };
  const other = `localhost:${elsewhere.port}`;
  const { registry, client, reference, scope, logged } = await start(basicCredentials, [other]);
  registry.login = { ...login, realm: `http://${other}/token` };
  addImage(registry, { repository: 'shop/app', tag: '1', layers: [] });

  await client.manifest(reference, scope);

  expect(elsewhere.requests).toMatchObject([{ path: '/token', authorization: undefined }]);
  expect(elsewhere.requests[0]?.query).not.toContain('ann');
  expect(logged.join('\n')).toContain('does not get the login');
});

test('a token service in clear text is refused unless it was listed', async () => {
  const { registry, client, reference, scope } = await start(basicCredentials);
  registry.login = { ...login, realm: 'http://tokens.invalid/token' };

  const error = await failure(client.manifest(reference, scope));

  expect(error).toMatchObject({ code: 'access.unauthenticated' });
  expect(error.message).toContain('not an https address');
});

test('a redirect to another origin gets no authorization', async () => {
  const storage = await startRegistry();
  const { registry, client, reference, scope } = await start(basicCredentials);
  const digest = parseDigest(storage.addBlob(big));
  registry.login = login;
  registry.fault = (request, response) => {
    if (request.headers.authorization === undefined || !request.url?.includes('/blobs/'))
      return false;
    const location = `http://${storage.host}/v2/x/blobs/${digest}?signature=s3cret`;
    response.writeHead(307, { location }).end();
    return true;
  };

  const bytes = await read(client.blob(reference, { digest, sizeBytes: big.length }, scope));

  expect(bytes.equals(big)).toBe(true);
  expect(storage.requests).toMatchObject([{ authorization: undefined }]);
});

test('what a server writes into its error never reaches ours', async () => {
  const { registry, client, reference, scope, logged } = await start(basicCredentials);
  registry.login = { ...login, scheme: 'basic' };
  registry.fault = (request, response) => {
    if (request.headers.authorization === undefined) return false;
    const message = Buffer.from(request.headers.authorization.slice(6), 'base64').toString();
    response.writeHead(403).end(JSON.stringify({ errors: [{ code: 'DENIED', message }] }));
    return true;
  };

  const error = await failure(client.manifest(reference, scope));

  expect(error.message).toContain('403 DENIED');
  expectNoSecret(error, logged);
});

test('a proxy is used where the environment names one, and its login stays secret', async () => {
  const registry = await startRegistry();
  const proxy = await startRegistry();
  const asked: unknown[] = [];
  proxy.fault = (request, response) => {
    asked.push([request.url, request.headers['proxy-authorization']]);
    response.writeHead(403).end();
    return true;
  };
  const environment = { HTTP_PROXY: `http://ann:${encodeURIComponent(secret)}@${proxy.host}` };
  const { settings, scope, logged } = setUp([registry], { environment });
  using client = new RegistryClient(settings);

  const error = await failure(client.manifest(named(registry, 'shop/app:1'), scope));

  const login64 = Buffer.from(`ann:${secret}`).toString('base64');
  expect(asked).toEqual([[`http://${registry.host}/v2/shop/app/manifests/1`, `Basic ${login64}`]]);
  expect(error.code).toBe('access.forbidden');
  expectNoSecret(error, logged);
});

test('a proxy that refuses to connect is an unreachable registry', async () => {
  const environment = { HTTPS_PROXY: `http://ann:${encodeURIComponent(secret)}@127.0.0.1:9` };
  const { settings, scope, logged } = setUp([], { environment });
  using client = new RegistryClient(settings);

  const error = await failure(client.manifest(parseImageReference('r.invalid/a:1'), scope));

  expect(error.code).toBe('access.unreachable');
  expectNoSecret(error, logged);
});
