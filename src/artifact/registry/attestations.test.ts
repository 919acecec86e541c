import { expect, onTestFinished, test } from 'vitest';
import { registrySource } from './source.ts';
import { digestOf, FakeRegistry } from './testdata/fake-registry.ts';
import { addImage } from './testdata/image.ts';
import { setUp } from './testdata/setup.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const types = ['https://slsa.dev/provenance/v1', 'https://spdx.dev/Document'];

async function start(referrers = false) {
  const registry = await FakeRegistry.start();
  onTestFinished(async () => await registry[Symbol.asyncDispose]());
  const { settings, scope } = setUp([registry], { referrers });
  const image = addImage(registry, { repository: 'shop/app', tag: 'plain', layers: [] });
  return { registry, image, scope, source: registrySource(settings) };
}
type Started = Awaited<ReturnType<typeof start>>;

/** Provenance and an SBOM about the image in one manifest. */
function addStatements({ registry, image }: Started, subject?: object): object {
  const layers = types.map((predicateType) => {
    const about = [{ digest: { sha256: image.manifest.slice(7) } }];
    const bytes = Buffer.from(JSON.stringify({ predicateType, subject: about, predicate: {} }));
    const annotations = { 'in-toto.io/predicate-type': predicateType };
    const mediaType = 'application/vnd.in-toto+json';
    return { mediaType, digest: registry.addBlob(bytes), size: bytes.length, annotations };
  });
  const document = {
    schemaVersion: 2,
    mediaType: manifestType,
    artifactType: 'application/vnd.in-toto+json',
    config: { mediaType: manifestType, digest: image.config, size: 2 },
    layers,
    ...(subject !== undefined && { subject }),
  };
  const digest = registry.addManifest('shop/app', undefined, document, manifestType);
  return { mediaType: manifestType, digest, size: JSON.stringify(document).length };
}

function addIndex(started: Started, beside: object): void {
  const { registry, image } = started;
  const platform = { os: 'linux', architecture: 'amd64' };
  const annotations = {
    'vnd.docker.reference.type': 'attestation-manifest',
    'vnd.docker.reference.digest': image.manifest,
  };
  const manifests = [
    { mediaType: manifestType, digest: image.manifest, size: image.size, platform },
    { ...beside, platform: { os: 'unknown', architecture: 'unknown' }, annotations },
  ];
  registry.addManifest('shop/app', 'built', { schemaVersion: 2, manifests }, indexType);
}

test('provenance beside the image comes with it, at the cost of its manifest and itself', async () => {
  const started = await start();
  addIndex(started, addStatements(started));
  const { registry, source, scope, image } = started;
  const locator = `${registry.host}/shop/app:built`;

  await using opened = await source.open({ scheme: 'registry:', locator }, scope);

  expect(opened.image?.manifestDigest).toBe(image.manifest);
  expect(opened.attestations).toMatchObject([{ predicateType: types[0], verified: false }]);
  expect(registry.log.filter((line) => line.includes('/blobs/'))).toHaveLength(2);
  expect(registry.log.filter((line) => line.includes('/manifests/'))).toHaveLength(3);
});

test('an attestation that is gone or broken does not disturb the image', async () => {
  const started = await start();
  addIndex(started, { mediaType: manifestType, digest: digestOf(Buffer.from('gone')), size: 4 });
  const { registry, source, scope } = started;
  const locator = `${registry.host}/shop/app:built`;

  await using opened = await source.open({ scheme: 'registry:', locator }, scope);

  expect(opened.attestations).toBeUndefined();
});

test.for([
  [true, 1],
  [false, 0],
] as const)('referrers are asked for provenance only on demand: %s', async ([referrers, count]) => {
  const started = await start(referrers);
  const { registry, source, scope, image } = started;
  addStatements(started, { mediaType: manifestType, digest: image.manifest, size: image.size });
  const locator = `${registry.host}/shop/app:plain`;

  await using opened = await source.open({ scheme: 'registry:', locator }, scope);

  expect(opened.attestations ?? []).toHaveLength(count);
  expect(registry.log.filter((line) => line.includes('/referrers/'))).toHaveLength(count);
});
