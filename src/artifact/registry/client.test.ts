import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { parseDigest } from '#model/digest.ts';
import { RegistryClient } from './client.ts';
import { parseImageReference } from './reference.ts';
import {
  basicCredentials,
  big,
  failure,
  indexType,
  login,
  manifestType,
  named,
  read,
  start,
  startRegistry,
} from './testdata/client-setup.ts';
import { digestOf } from './testdata/fake-registry.ts';
import { addImage } from './testdata/image.ts';
import { setUp } from './testdata/setup.ts';

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
