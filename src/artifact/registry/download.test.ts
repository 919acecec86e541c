import { expect, test } from 'vitest';
import { parseDigest } from '#model/digest.ts';
import { big, failure, manifestType, read, start } from './testdata/client-setup.ts';
import { digestOf } from './testdata/fake-registry.ts';
import { addImage } from './testdata/image.ts';

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
