import { expect, onTestFinished, test } from 'vitest';
import { pullArtifact } from './artifact.ts';
import { registrySource } from './source.ts';
import { FakeRegistry } from './testdata/fake-registry.ts';
import { addImage } from './testdata/image.ts';
import { collector, setUp } from './testdata/setup.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const files = [
  [{ path: 'etc/os-release', content: 'ID=alpine' }],
  [{ path: 'app/run', content: '#!/bin/sh' }],
];

test('opening an image reads manifest and configuration; walking reads the layers', async () => {
  const { registry, source, scope } = await start();
  const image = addImage(registry, {
    repository: 'shop/app',
    tag: '1',
    layers: files,
    annotations: { 'org.opencontainers.image.version': '1' },
  });
  const locator = `${registry.host}/shop/app:1`;

  await using opened = await source.open({ scheme: 'registry:', locator }, scope);
  const before = [...registry.log];
  const visitor = collector();
  for (const layer of opened.layers) await layer.walk(visitor, scope);

  expect(before).toEqual(
    ['HEAD /v2/', 'GET /v2/shop/app/manifests/1', `GET /v2/shop/app/blobs/${image.config}`].filter(
      (line) => before.includes(line),
    ),
  );
  expect(opened.artifact).toEqual({
    kind: 'image',
    reference: locator,
    source: 'registry:',
    digest: image.config,
  });
  expect(opened.image).toMatchObject({
    id: image.config,
    manifestDigest: image.manifest,
    names: [locator, `${registry.host}/shop/app@${image.manifest}`],
    annotations: { 'org.opencontainers.image.version': '1' },
    env: ['A=b'],
  });
  expect(opened.layers).toMatchObject([
    { digest: image.layers[0], createdBy: 'COPY 0 /' },
    { digest: image.layers[1], createdBy: 'COPY 1 /' },
  ]);
  expect(Object.fromEntries(visitor.files)).toEqual({
    '/etc/os-release': 'ID=alpine',
    '/app/run': '#!/bin/sh',
  });
});

test('of an index the image of the platform is opened, by digest too', async () => {
  const { registry, source, scope } = await start();
  const images = ['arm64', 's390x'].map((architecture) => ({
    architecture,
    ...addImage(registry, { repository: 'shop/app', layers: [], architecture }),
  }));
  const index = registry.addManifest(
    'shop/app',
    'multi',
    {
      schemaVersion: 2,
      mediaType: indexType,
      manifests: images.map(({ architecture, manifest, size }) => ({
        mediaType: manifestType,
        digest: manifest,
        size,
        platform: { os: 'linux', architecture },
      })),
    },
    indexType,
  );
  const platform = { os: 'linux', architecture: 's390x' };
  const locator = `${registry.host}/shop/app@${index}`;

  await using opened = await source.open({ scheme: 'registry:', locator, platform }, scope);

  expect(opened.image).toMatchObject({
    manifestDigest: images[1]?.manifest,
    indexDigest: index,
    platform,
    names: [`${registry.host}/shop/app@${index}`],
  });
});

test('an image of another platform than the one asked for is refused', async () => {
  const { registry, source, scope } = await start();
  addImage(registry, { repository: 'shop/app', tag: '1', layers: [], architecture: 'arm64' });
  const platform = { os: 'linux', architecture: 's390x' };
  const locator = `${registry.host}/shop/app:1`;

  await expect(
    source.open({ scheme: 'registry:', locator, platform }, scope),
  ).rejects.toMatchObject({ code: 'input.not-found' });
});

test('a layer that lies about its digest fails its walk', async () => {
  const { registry, source, scope } = await start();
  const image = addImage(registry, { repository: 'shop/app', tag: '1', layers: files });
  const other = registry.blobs.get(image.layers[1] ?? '') ?? Buffer.alloc(0);
  registry.blobs.set(image.layers[0] ?? '', other);
  const locator = `${registry.host}/shop/app:1`;

  await using opened = await source.open({ scheme: 'registry:', locator }, scope);

  await expect(opened.layers[0]?.walk(collector(), scope)).rejects.toMatchObject({
    code: 'integrity.digest-mismatch',
  });
});

test('a foreign layer is a gap and not a layer', async () => {
  const { registry, source, scope } = await start();
  const image = addImage(registry, { repository: 'shop/app', layers: files });
  const raw = registry.manifests.get(`shop/app/${image.manifest}`)?.bytes.toString() ?? '';
  const foreign = raw.replace('image.layer.v1', 'image.layer.nondistributable.v1');
  registry.addManifest('shop/app', 'win', JSON.parse(foreign) as object, manifestType);
  const locator = `${registry.host}/shop/app:win`;

  await using opened = await source.open({ scheme: 'registry:', locator }, scope);

  expect(opened.layers).toHaveLength(1);
  expect(opened.gaps).toMatchObject([{ reason: 'unsupported' }]);
});

test('a broken name is a usage error before anything is sent', async () => {
  const { registry, source, scope } = await start();

  await expect(
    source.open({ scheme: 'registry:', locator: `${registry.host}/UPPER` }, scope),
  ).rejects.toMatchObject({ code: 'usage.invalid-argument' });
  expect(registry.requests).toEqual([]);
});

test('an artifact is pulled file by file', async () => {
  const { registry, settings, scope } = await start();
  const content = Buffer.from('rules');
  const empty = {
    mediaType: 'application/vnd.oci.empty.v1+json',
    digest: registry.addBlob(Buffer.from('{}')),
    size: 2,
  };
  const file = {
    mediaType: 'application/x.rules',
    digest: registry.addBlob(content),
    size: content.length,
    annotations: { 'org.opencontainers.image.title': 'rules.json' },
  };
  const document = {
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType: 'application/x.database',
    config: empty,
    layers: [file],
  };
  const digest = registry.addManifest('acme/db', '1', document, manifestType);

  using artifact = await pullArtifact(`${registry.host}/acme/db:1`, settings, scope);
  const chunks: Uint8Array[] = [];
  for (const layer of artifact.manifest.layers)
    for await (const chunk of artifact.fetchBlob(layer)) chunks.push(chunk);

  expect(artifact).toMatchObject({
    manifestDigest: digest,
    manifest: { layers: [file.annotations].map((annotations) => ({ annotations })) },
  });
  expect(Buffer.concat(chunks)).toEqual(content);
});

async function start() {
  const registry = await FakeRegistry.start();
  onTestFinished(async () => await registry[Symbol.asyncDispose]());
  const setup = setUp([registry]);
  return { registry, source: registrySource(setup.settings), ...setup };
}
