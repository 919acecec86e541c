import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { CaissonError } from '#kit/error.ts';
import { parseDigest } from '#model/digest.ts';
import { RegistryClient } from './client.ts';
import { type ImageReference, parseImageReference } from './reference.ts';
import type { RegistrySettings } from './settings.ts';
import { digestOf, FakeRegistry, type Login } from './testdata/fake-registry.ts';
import { addImage } from './testdata/image.ts';
import { type Setup, setUp } from './testdata/setup.ts';

const secret = 'pa:ss-word';
const login: Login = { scheme: 'token', username: 'ann', password: secret, identity: 'refresh-me' };
const basicCredentials = { kind: 'basic', username: 'ann', password: secret } as const;
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const big = Buffer.alloc(300_000, 'abcdefg');

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

test.for([
  ['file:///etc/passwd', 'input.unsupported'],
  ['http://user:pw@127.0.0.1:1/', 'input.unsupported'],
  ['', 'input.unsupported'],
  ['/v2/shop/app/manifests/1', 'input.unsupported'],
])('a redirect to %j ends with %s', async ([location = '', code]) => {
  const { registry, client, reference, scope } = await start();
  registry.fault = (_request, response) => {
    response.writeHead(302, location ? { location } : {}).end();
    return true;
  };

  const error = await failure(client.manifest(reference, scope));

  // An empty location is the same address: an endless circle.
  expect(error.code).toBe(code);
});

test('a busy registry is given the time it asks for', async () => {
  const { registry, client, reference, scope, waits } = await start();
  addImage(registry, { repository: 'shop/app', tag: '1', layers: [] });
  const answers = [
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' } },
    { status: 500, headers: {} },
  ];
  registry.fault = (_request, response) => {
    const next = answers.shift();
    if (next) response.writeHead(next.status, next.headers).end();
    return next !== undefined;
  };

  await client.manifest(reference, scope);

  expect(waits).toEqual([7000, 9000, 300]);
});

test.for([
  [429, {}, 'access.rate-limited', 4],
  [429, { 'retry-after': '3600' }, 'access.rate-limited', 1],
  [500, {}, 'access.unreachable', 4],
  [501, {}, 'access.unreachable', 1],
  [403, {}, 'access.forbidden', 1],
  [404, {}, 'input.not-found', 2],
  [418, {}, 'input.unsupported', 1],
] as const)('status %d %j becomes %s', async ([status, headers, code, requests]) => {
  const { registry, client, reference, scope } = await start();
  registry.fault = (_request, response) => {
    response.writeHead(status, headers).end('<html>not json</html>');
    return true;
  };

  const error = await failure(client.manifest(reference, scope));

  expect(error.code).toBe(code);
  expect(registry.requests).toHaveLength(requests);
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

test('a missing tag is answered with its neighbours', async () => {
  const { registry, client, scope } = await start();
  registry.pageSize = 2;
  for (const tag of ['1.4.0', '1.4.1', '2.0', 'latest'])
    addImage(registry, { repository: 'shop/app', tag, layers: [] });

  const error = await failure(client.manifest(named(registry, 'shop/app:1.4.2'), scope));

  expect(error).toMatchObject({
    code: 'input.not-found',
    hint: 'there is "1.4.0", "1.4.1"',
  });
});

test('a registry that accepts and says nothing is unreachable', async () => {
  const { registry, client, reference, scope } = await start(undefined, [], { headersMs: 30 });
  registry.fault = () => true;

  const error = await failure(client.manifest(reference, scope));

  expect(error.code).toBe('access.unreachable');
  expect(registry.requests).toHaveLength(2);
});

test('a port that nobody listens on is unreachable', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const address = closed.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  closed.close();
  const { settings, scope } = setUp([host]);
  using client = new RegistryClient(settings);

  const error = await failure(client.manifest(parseImageReference(`${host}/a:1`), scope));

  expect(error).toMatchObject({ code: 'access.unreachable' });
  expect(error.message).toContain('connection refused');
});

test('a host in clear text that was not listed is not spoken to', async () => {
  const registry = await startRegistry();
  const { settings, scope } = setUp([]);
  using client = new RegistryClient(settings);

  const error = await failure(client.manifest(named(registry, 'shop/app:1'), scope));

  expect(error.code).toBe('access.unreachable');
  expect(registry.requests).toEqual([]);
});

test('an abort comes out as itself', async () => {
  const abort = new AbortController();
  const registry = await startRegistry();
  const { settings, scope } = setUp([registry], { signal: abort.signal });
  using client = new RegistryClient(settings);
  registry.fault = () => {
    abort.abort(new Error('enough'));
    return true;
  };

  await expect(client.manifest(named(registry, 'shop/app:1'), scope)).rejects.toThrow('enough');
});

test.for([
  ['half bodies', 4],
  ['half bodies of a server without ranges', 2],
] as const)('a blob that comes in %s is complete in the end', async ([, attempts]) => {
  const { registry, client, reference, scope } = await start(undefined, [], { attempts });
  const digest = parseDigest(registry.addBlob(big));
  let breaks = 3;
  registry.fault = (request, response) => {
    if (attempts === 2) request.headers.range = undefined;
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (!request.url?.includes('/blobs/') || breaks-- <= 0) return false;
    const length = big.length - from;
    const range = `bytes ${from}-${big.length - 1}/${big.length}`;
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': length, 'content-range': range });
    response.write(big.subarray(from, from + (3 - breaks) * 40_000), () => response.destroy());
    return true;
  };

  const bytes = await read(client.blob(reference, { digest, sizeBytes: big.length }, scope));

  expect(bytes.equals(big)).toBe(true);
  expect(registry.requests.length).toBeGreaterThan(3);
});

test('a blob that stops each time without a byte is given up', async () => {
  const { registry, client, reference, scope } = await start();
  const digest = parseDigest(registry.addBlob(big));
  registry.fault = (_request, response) => {
    response.writeHead(200, { 'content-length': big.length });
    response.flushHeaders();
    setImmediate(() => response.destroy());
    return true;
  };

  const error = await failure(
    read(client.blob(reference, { digest, sizeBytes: big.length }, scope)),
  );

  expect(error.code).toBe('access.unreachable');
  expect(registry.requests).toHaveLength(4);
});

test('a blob that falls silent is resumed', async () => {
  const { registry, client, reference, scope } = await start(undefined, [], { idleMs: 30 });
  const digest = parseDigest(registry.addBlob(big));
  let silent = true;
  registry.fault = (_request, response) => {
    if (!silent) return false;
    silent = false;
    response.writeHead(200, { 'content-length': big.length }).write(big.subarray(0, 100_000));
    return true;
  };

  const bytes = await read(client.blob(reference, { digest, sizeBytes: big.length }, scope));

  expect(bytes.equals(big)).toBe(true);
  expect(registry.requests.at(-1)?.range).toMatch(/^bytes=[1-9][0-9]*-$/);
});

test('another part than was asked for is refused', async () => {
  const { registry, client, reference, scope } = await start();
  const digest = parseDigest(registry.addBlob(big));
  registry.fault = (request, response) => {
    if (request.headers.range) {
      response.writeHead(206, { 'content-range': `bytes 0-${big.length - 1}/${big.length}` });
      response.end(big);
      return true;
    }
    response.writeHead(200, { 'content-length': big.length });
    response.write(big.subarray(0, 1000), () => response.destroy());
    return true;
  };

  const error = await failure(
    read(client.blob(reference, { digest, sizeBytes: big.length }, scope)),
  );

  expect(error.code).toBe('input.malformed');
});

test('a blob without end is cut at its announced size', async () => {
  const { registry, client, reference, scope } = await start();
  const digest = parseDigest(registry.addBlob(big));
  registry.fault = (_request, response) => {
    response.writeHead(200);
    function pour(): void {
      while (!response.destroyed && response.write(big));
      response.once('drain', pour);
    }
    pour();
    return true;
  };

  const error = await failure(
    read(client.blob(reference, { digest, sizeBytes: 1_000_000 }, scope)),
  );

  expect(error.code).toBe('integrity.digest-mismatch');
});

test('a manifest without end is cut at 4 MiB', async () => {
  const { registry, client, reference, scope } = await start();
  registry.fault = (_request, response) => {
    function pour(): void {
      while (!response.destroyed && response.write(big));
      response.once('drain', pour);
    }
    pour();
    return true;
  };

  expect(await failure(client.manifest(reference, scope))).toMatchObject({ code: 'limit.size' });
});

test('a manifest that comes in drops is given up', async () => {
  const { registry, client, reference, scope } = await start(undefined, [], { documentMs: 40 });
  registry.fault = (_request, response) => {
    const drops = setInterval(() => response.write(' '), 5);
    response.once('close', () => clearInterval(drops));
    return true;
  };

  expect(await failure(client.manifest(reference, scope))).toMatchObject({
    code: 'access.unreachable',
  });
});

test('content that is not what its digest says is refused', async () => {
  const { registry, client, reference, scope } = await start();
  const image = addImage(registry, { repository: 'shop/app', tag: '1', layers: [] });
  const [wanted, other] = [parseDigest(digestOf(big)), Buffer.from('{"schemaVersion":2}')];
  registry.blobs.set(wanted, other);
  registry.manifests.set(`shop/app/${wanted}`, { bytes: other, mediaType: manifestType });
  const { tag: _, ...repository } = reference;

  for (const attempt of [
    read(client.blob(reference, { digest: wanted }, scope)),
    client.manifest({ ...repository, digest: wanted }, scope),
  ])
    expect(await failure(attempt)).toMatchObject({ code: 'integrity.digest-mismatch' });

  registry.fault = (_request, response) => {
    response.writeHead(200, { 'docker-content-digest': image.manifest }).end('{}');
    return true;
  };
  expect(await failure(client.manifest(reference, scope))).toMatchObject({
    code: 'integrity.digest-mismatch',
  });
});

test('a manifest that is served as another type than it states is refused', async () => {
  const { registry, client, reference, scope } = await start();
  const index = { schemaVersion: 2, mediaType: indexType, manifests: [] };
  registry.addManifest('shop/app', '1', index, manifestType);

  expect(await failure(client.manifest(reference, scope))).toMatchObject({
    code: 'input.malformed',
  });
});

test('all tags are listed over pages, and only from the registry itself', async () => {
  const { registry, client, reference, scope } = await start();
  registry.pageSize = 2;
  const tags = ['a', 'b', 'c', 'd', 'e'];
  for (const tag of tags) addImage(registry, { repository: 'shop/app', tag, layers: [] });

  expect(await client.tags(reference, scope)).toEqual(tags);
});

test.for([true, false])('referrers are found (API: %s) and filtered', async (hasReferrers) => {
  const { registry, client, reference, scope } = await start();
  registry.hasReferrers = hasReferrers;
  const image = addImage(registry, { repository: 'shop/app', tag: '1', layers: [] });
  const subject = { mediaType: manifestType, digest: image.manifest, size: image.size };
  const empty = {
    mediaType: 'application/vnd.oci.empty.v1+json',
    digest: registry.addBlob(Buffer.from('{}')),
    size: 2,
  };
  const [signature, sbom] = ['application/x.signature', 'application/x.sbom'].map(
    (artifactType) => ({
      artifactType,
      digest: registry.addManifest(
        'shop/app',
        undefined,
        {
          schemaVersion: 2,
          mediaType: manifestType,
          artifactType,
          config: empty,
          layers: [],
          subject,
        },
        manifestType,
      ),
    }),
  );
  const listed = [signature, sbom].map((entry) => ({ mediaType: manifestType, size: 9, ...entry }));
  const fallback = { schemaVersion: 2, mediaType: indexType, manifests: listed };
  registry.addManifest('shop/app', image.manifest.replace(':', '-'), fallback, indexType);
  const subjectReference = { ...reference, digest: parseDigest(image.manifest) };

  const all = await client.referrers(subjectReference, undefined, scope);
  const sboms = await client.referrers(subjectReference, 'application/x.sbom', scope);

  expect(new Set(all.map(({ digest }) => digest))).toEqual(
    new Set([signature?.digest, sbom?.digest]),
  );
  expect(sboms).toMatchObject([{ digest: sbom?.digest }]);
});

test('what is put can be read again', async () => {
  const { registry, client, reference, scope } = await start(basicCredentials);
  registry.login = login;
  const digest = parseDigest(digestOf(big));
  async function* content() {
    yield big;
  }
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: manifestType }));

  await client.putBlob(reference, { digest, sizeBytes: big.length, content }, scope);
  await client.putBlob(reference, { digest, sizeBytes: big.length, content }, scope);
  const stored = await client.putManifest(
    reference,
    { bytes: manifest, mediaType: manifestType },
    scope,
  );

  expect((await read(client.blob(reference, { digest }, scope))).equals(big)).toBe(true);
  expect(await client.manifest(reference, scope)).toMatchObject({ digest: stored });
  expect(registry.log.filter((line) => line.startsWith('PUT'))).toHaveLength(2);
});

test('mirrors serve what is asked for by digest, and may lie without harm to manifests', async () => {
  const [mirror, origin] = [await startRegistry(), await startRegistry()];
  const mirrors = new Map([[origin.host, [`${mirror.host}/copies`]]]);
  const { settings, scope } = setUp([mirror, origin], { mirrors });
  using client = new RegistryClient(settings);
  const image = addImage(origin, { repository: 'shop/app', tag: '1', layers: [] });
  const digest = parseDigest(image.manifest);
  mirror.manifests.set(`copies/shop/app/${digest}`, { bytes: big, mediaType: manifestType });

  const byTag = await client.manifest(named(origin, 'shop/app:1'), scope);
  const byDigest = await client.manifest(named(origin, `shop/app@${digest}`), scope);

  expect([byTag.digest, byDigest.digest]).toEqual([digest, digest]);
  expect(mirror.requests).toMatchObject([
    {
      path: `/v2/copies/shop/app/manifests/${digest}`,
      query: `?ns=${encodeURIComponent(origin.host)}`,
    },
  ]);
});

test('a mirror answers for tags when the registry is away', async () => {
  const [mirror, origin] = [await startRegistry(), await startRegistry()];
  const { settings, scope } = setUp([mirror, origin], {
    mirrors: new Map([[origin.host, [mirror.host]]]),
  });
  using client = new RegistryClient(settings);
  const image = addImage(mirror, { repository: 'shop/app', tag: '1', layers: [] });
  origin.fault = (_request, response) => {
    response.destroy();
    return true;
  };

  const manifest = await client.manifest(named(origin, 'shop/app:1'), scope);

  expect(manifest.digest).toBe(image.manifest);
});

test('a mirror that is away is asked once and not for every blob', async () => {
  const [mirror, origin] = [await startRegistry(), await startRegistry()];
  const { settings, scope } = setUp([mirror, origin], {
    mirrors: new Map([[origin.host, [mirror.host]]]),
    timing: { attempts: 2 },
  });
  using client = new RegistryClient(settings);
  const digests = ['a', 'b', 'c'].map((text) => parseDigest(origin.addBlob(Buffer.from(text))));
  mirror.fault = (_request, response) => {
    response.destroy();
    return true;
  };

  for (const digest of digests)
    await read(client.blob(named(origin, 'shop/app:1'), { digest }, scope));

  expect(mirror.log.filter((line) => line.startsWith('GET'))).toHaveLength(2);
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

async function start(
  credentials?: RegistrySettings['credentials'] extends ReadonlyMap<string, infer C> | undefined
    ? C
    : never,
  hosts: readonly string[] = [],
  timing: RegistrySettings['timing'] = {},
): Promise<Setup & { registry: FakeRegistry; client: RegistryClient; reference: ImageReference }> {
  const registry = await startRegistry();
  const setup = setUp([registry, ...hosts], {
    timing,
    ...(credentials && { credentials: new Map([[registry.host, credentials]]) }),
  });
  const client = new RegistryClient(setup.settings);
  onTestFinished(() => client[Symbol.dispose]());
  return { ...setup, registry, client, reference: named(registry, 'shop/app:1') };
}

async function startRegistry(): Promise<FakeRegistry> {
  const registry = await FakeRegistry.start();
  onTestFinished(async () => await registry[Symbol.asyncDispose]());
  return registry;
}

function named(registry: FakeRegistry, name: string): ImageReference {
  return parseImageReference(`${registry.host}/${name}`);
}

async function read(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function failure(work: Promise<unknown>): Promise<CaissonError> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof CaissonError) return error;
  throw error;
}

function expectNoSecret(error: CaissonError, logged: readonly string[]): void {
  const encoded = Buffer.from(`ann:${secret}`).toString('base64');
  const texts = [
    error.message,
    error.hint ?? '',
    error.stack ?? '',
    String(error.cause),
    ...logged,
  ];
  for (const text of texts) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encoded);
  }
}
