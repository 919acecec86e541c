import { expect, test } from 'vitest';
import { parseImageConfig } from './config.ts';
import { parseManifest } from './manifest.ts';
import { mediaTypes } from './media-type.ts';
import {
  defaultPlatform,
  formatPlatform,
  normalizePlatform,
  parsePlatform,
  selectPlatform,
} from './platform.ts';
import { layerGap, pairLayers, requirePlatform, resolveManifest } from './resolve.ts';
import {
  bytes,
  config,
  descriptor,
  digest,
  indexOf,
  layer,
  manifestOf,
  on,
  outcome,
} from './testdata/documents.ts';

test.for([
  ['arm64', 'linux/arm64'],
  ['linux/aarch64', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/armhf', 'linux/arm/v7'],
  ['linux/arm/6', 'linux/arm/v6'],
  ['Linux/x86_64', 'linux/amd64'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
])('the platform %s is %s', ([text, normal]) => {
  const { os, architecture, variant } = parsePlatform(text ?? '');

  expect([os, architecture, variant].filter(Boolean).join('/')).toBe(normal);
});

test.for(['', 'linux/', 'a/b/c/d', 'linux/a b', '../x'])('%j is not a platform', (text) => {
  expect(() => parsePlatform(text)).toThrow(
    expect.objectContaining({ code: 'usage.invalid-argument' }),
  );
});

test.for([
  ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6', 'linux/arm64'], 'linux/arm/v6'],
  ['linux/arm', ['linux/arm/v6', 'linux/arm/v7'], 'linux/arm/v7'],
  ['linux/arm/v5', ['linux/arm/v6', 'linux/arm/v7'], 'none'],
  ['linux/arm64', ['linux/arm64/v9', 'linux/arm64/v8'], 'linux/arm64/v8'],
  ['linux/amd64/v3', ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v4'], 'linux/amd64/v2'],
  ['windows/amd64', ['linux/amd64', 'unknown/unknown'], 'none'],
  ['unknown/unknown', ['unknown/unknown'], 'none'],
] as const)('of an index %s gets the nearest image', ([wanted, offered, chosen]) => {
  const raw = indexOf(offered.map((platform) => descriptor(platform, on(platform))));
  const index = parseManifest(bytes(raw), 'the index');
  if (index.kind !== 'index') throw new Error('not an index');
  const [os = '', architecture = '', variant] = wanted.split('/');
  const platform = normalizePlatform({ os, architecture, ...(variant && { variant }) });

  const selected = outcome(() => selectPlatform(index, platform).digest);

  expect(selected).toBe(chosen === 'none' ? 'input.not-found' : digest(chosen));
});

test('without a platform the only image is taken, attestations aside', async () => {
  const index = bytes(
    indexOf([
      descriptor('image', on('plan9/mips')),
      descriptor('attestation', on('unknown/unknown')),
    ]),
  );

  const resolved = await resolve(index, { image: manifestOf([]) });

  expect(resolved).toMatchObject({ manifestDigest: digest('image'), indexDigest: digest('root') });
});

test('what an index has is listed when the platform is missing', async () => {
  const index = bytes(
    indexOf([descriptor('a', on('plan9/mips')), descriptor('b', on('windows/amd64'))]),
  );

  await expect(resolve(index, {})).rejects.toMatchObject({
    code: 'input.not-found',
    message: `shop has no image for "${formatPlatform(defaultPlatform())}": it has "plan9/mips", "windows/amd64"`,
  });
});

test('nested indexes are followed, but not for ever', async () => {
  const nested = { mediaType: mediaTypes.ociIndex };
  const loop = bytes(indexOf([descriptor('loop', nested)]));

  await expect(
    resolve(loop, { loop: indexOf([descriptor('image')]), image: manifestOf([]) }),
  ).resolves.toMatchObject({ manifestDigest: digest('image') });
  await expect(
    resolve(loop, { loop: indexOf([descriptor('loop', nested)]) }),
  ).rejects.toMatchObject({ code: 'limit.depth' });
});

test('an artifact that is no image is named by its type', async () => {
  const chart = manifestOf([], { config: descriptor('c', { mediaType: 'application/x.helm' }) });

  await expect(resolve(bytes(chart), {})).rejects.toMatchObject({
    code: 'input.unsupported',
    message: 'shop is not a container image but an artifact of type "application/x.helm"',
  });
});

test('layers are paired with diffIDs and build steps', () => {
  const manifest = parseManifest(bytes(manifestOf([layer('l1'), layer('l2')])), 'm');
  if (manifest.kind !== 'manifest') throw new Error('not a manifest');
  const parsed = parseImageConfig(bytes(config()), 'c');

  expect(pairLayers(manifest, parsed, 'shop')).toMatchObject([
    { descriptor: { digest: digest('l1') }, diffId: digest('a'), createdBy: 'ADD file:1 in /' },
    { descriptor: { digest: digest('l2') }, diffId: digest('b'), createdBy: 'RUN apk add curl' },
  ]);
  expect(() => pairLayers({ ...manifest, layers: [] }, parsed, 'shop')).toThrow(
    expect.objectContaining({ code: 'input.malformed' }),
  );
  expect(() => requirePlatform(parsed, { os: 'linux', architecture: 'amd64' }, 'shop')).toThrow(
    expect.objectContaining({ code: 'input.not-found' }),
  );
  requirePlatform(parsed, { os: 'linux', architecture: 'arm64' }, 'shop');
});

test.for([
  ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', true],
  ['application/vnd.oci.image.layer.v1.tar+gzip+encrypted', true],
  ['application/vnd.oci.image.layer.v1.tar+zstd', false],
] as const)('a layer of type %s is a gap: %s', ([mediaType, expected]) => {
  const manifest = parseManifest(bytes(manifestOf([layer('l', mediaType)])), 'm');
  const [found] = manifest.kind === 'manifest' ? manifest.layers : [];
  if (found === undefined) throw new Error('no layer');
  const diffId = parseImageConfig(bytes(config()), 'c').id;

  expect(layerGap({ descriptor: found, diffId }) !== undefined).toBe(expected);
});

async function resolve(root: Uint8Array, there: Readonly<Record<string, object>>) {
  const byDigest = new Map(Object.entries(there).map(([seed, doc]) => [digest(seed), bytes(doc)]));
  const index = parseImageConfig(bytes({ rootfs: {} }), 'c').id;
  const resolved = await resolveManifest(
    { bytes: root, digest: index },
    async (entry) => byDigest.get(entry.digest) ?? Buffer.from('{}'),
    { what: 'shop' },
  );
  return { ...resolved, ...(resolved.indexDigest === index && { indexDigest: digest('root') }) };
}
