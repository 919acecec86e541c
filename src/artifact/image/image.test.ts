import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { imageFacts, parseImageConfig } from './config.ts';
import { cleanStep, layerSteps } from './history.ts';
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

const emptyIndex = indexOf([]);

test('a manifest gives config, layers, annotations and subject', () => {
  const manifest = parseManifest(
    bytes(
      manifestOf([layer('a')], { annotations: { k: 'v' }, subject: descriptor('s'), extra: 1 }),
    ),
    'the manifest',
  );

  expect(manifest).toMatchObject({
    kind: 'manifest',
    config: { digest: digest('config'), sizeBytes: 7 },
    layers: [{ digest: digest('a') }],
    annotations: { k: 'v' },
    subject: { digest: digest('s') },
  });
});

test.for([
  ['manifests and layers', { ...manifestOf([]), manifests: [] }, 'input.malformed'],
  ['manifests and config', { ...emptyIndex, config: {} }, 'input.malformed'],
  ['neither', { schemaVersion: 2 }, 'input.malformed'],
  ['schema 1', { schemaVersion: 1, fsLayers: [] }, 'input.unsupported'],
  ['schema version 3', { ...emptyIndex, schemaVersion: 3 }, 'input.malformed'],
  ['an unknown type', { ...emptyIndex, mediaType: 'text/x' }, 'input.unsupported'],
  [
    'an index that says manifest',
    indexOf([], { mediaType: mediaTypes.ociManifest }),
    'input.malformed',
  ],
  ['a negative size', indexOf([descriptor('a', { size: -1 })]), 'input.malformed'],
  ['a fractional size', indexOf([descriptor('a', { size: 1.5 })]), 'input.malformed'],
  [
    'a digest that is a path',
    indexOf([descriptor('a', { digest: 'sha256:../..' })]),
    'input.malformed',
  ],
  [
    'a digest we cannot check',
    indexOf([descriptor('a', { digest: 'blake3:00' })]),
    'input.unsupported',
  ],
  [
    'wrong embedded data',
    indexOf([descriptor('a', { data: 'AAAA' })]),
    'integrity.digest-mismatch',
  ],
  ['too many layers', manifestOf(Array.from({ length: 1025 }, () => layer('a'))), 'limit.entries'],
  ['an array', [], 'input.malformed'],
] as const)('a manifest with %s is refused', ([, document, code]) => {
  expect(() => parseManifest(bytes(document), 'the manifest')).toThrow(
    expect.objectContaining({ code }),
  );
});

test('embedded data that matches its digest is kept', () => {
  const data = Buffer.from('{"a":1}');
  const entry = descriptor('{"a":1}', { data: data.toString('base64') });

  const index = parseManifest(bytes(indexOf([entry])), 'the index');

  expect(index).toMatchObject({ manifests: [{ data }] });
});

test('a document above 4 MiB is refused before it is parsed', () => {
  const huge = Buffer.alloc(4 * 2 ** 20 + 1, '[');

  expect(() => parseManifest(huge, 'x')).toThrow(expect.objectContaining({ code: 'limit.size' }));
});

test('a configuration gives what the report needs', () => {
  const raw = bytes(config());

  const facts = imageFacts(parseImageConfig(raw, 'the config'), { names: ['shop:1'] });

  expect(facts).toEqual({
    id: `sha256:${sha256Hex(raw)}`,
    names: ['shop:1'],
    annotations: {},
    platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    created: '2024-01-02T03:04:05Z',
    author: 'someone',
    user: '1000',
    env: ['PATH=/bin'],
    entrypoint: ['/init'],
    command: [],
    workingDirectory: '/srv',
    exposedPorts: ['443/tcp', '80/tcp'],
    volumes: ['/data'],
    labels: { a: 'b' },
    history: [
      { createdBy: '/bin/sh -c #(nop) ADD file:1 in / ', emptyLayer: false },
      { createdBy: '/bin/sh -c #(nop)  CMD ["sh"]', emptyLayer: true },
      {
        createdBy: 'RUN /bin/sh -c apk add curl # buildkit',
        comment: 'buildkit.dockerfile.v0',
        emptyLayer: false,
      },
    ],
  });
});

test('labels named like prototype members are ordinary labels', () => {
  const raw = Buffer.from('{"rootfs":{},"config":{"Labels":{"__proto__":"x","constructor":"y"}}}');

  const { labels } = parseImageConfig(raw, 'the config');

  expect(Object.entries(labels)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
  expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
});

test('a configuration without rootfs is not one of an image', () => {
  expect(() => parseImageConfig(bytes({}), 'the config')).toThrow(
    expect.objectContaining({ code: 'input.unsupported' }),
  );
});

test.for([
  ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
  ['/bin/sh -c apt-get update', 'RUN apt-get update'],
  ['RUN /bin/sh -c make # buildkit', 'RUN make'],
  ['COPY a b # buildkit', 'COPY a b'],
  ['bazel build', 'bazel build'],
  ['', ''],
])('the build step %j reads %j', ([raw, clean]) => {
  expect(cleanStep(raw ?? '')).toBe(clean);
});

test('a history that does not account for all layers names none', () => {
  expect(layerSteps([{ createdBy: 'x', emptyLayer: false }], 2)).toEqual([undefined, undefined]);
});

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

test.for([
  ['a manifest', manifestOf([layer('a')], { annotations: { a: 'b' } })],
  ['an index', indexOf([descriptor('a', on('linux/arm/v7'))])],
  ['a configuration', config()],
] as const)('%s that was damaged is refused or read, never a crash', ([, sample]) => {
  const original = JSON.stringify(sample);
  const damaged = fc
    .tuple(fc.nat(original.length), fc.nat(20), fc.oneof(fc.string(), fc.json()))
    .map(([at, cut, put]) => original.slice(0, at) + put + original.slice(at + cut));
  const document = fc.oneof(
    damaged.map((text) => Buffer.from(text)),
    fc.uint8Array(),
    fc.jsonValue().map((value) => bytes({ ...sample, config: value })),
    fc.jsonValue().map((value) => bytes({ ...sample, layers: value, history: value })),
    fc.jsonValue().map((value) => bytes({ ...sample, rootfs: value, manifests: value })),
  );

  fc.assert(
    fc.property(document, (raw) => {
      for (const parse of [parseManifest, parseImageConfig])
        expect(outcome(() => parse(raw, 'it'))).toMatch(
          /^(?:object|(?:input|limit|integrity)\..*)$/,
        );
    }),
    { numRuns: 300 },
  );
});

/** The text that `action` gives (or the type of what it gives), or the code of the error it throws. */
function outcome(action: () => unknown): string {
  try {
    const result = action();
    return typeof result === 'string' ? result : typeof result;
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}

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

function digest(seed: string): string {
  return `sha256:${sha256Hex(seed)}`;
}

function bytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function descriptor(seed: string, extra: object = {}): object {
  return { mediaType: mediaTypes.ociManifest, digest: digest(seed), size: 7, ...extra };
}

function layer(seed: string, mediaType = `${mediaTypes.ociLayer}+gzip`): object {
  return descriptor(seed, { mediaType });
}

function manifestOf(layers: readonly object[], extra: object = {}): object {
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptor('config', { mediaType: mediaTypes.ociConfig }),
    layers,
    ...extra,
  };
}

function indexOf(manifests: readonly object[], extra: object = {}): object {
  return { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests, ...extra };
}

function on(platform: string): object {
  const [os, architecture, variant] = platform.split('/');
  return { platform: { os, architecture, ...(variant && { variant }) } };
}

function config(): object {
  return {
    os: 'linux',
    architecture: 'arm64',
    variant: 'v8',
    created: '2024-01-02T03:04:05Z',
    author: 'someone',
    config: {
      User: '1000',
      Env: ['PATH=/bin'],
      Entrypoint: ['/init'],
      Cmd: null,
      WorkingDir: '/srv',
      ExposedPorts: { '80/tcp': {}, '443/tcp': {} },
      Volumes: { '/data': {} },
      Labels: { a: 'b' },
    },
    rootfs: { type: 'layers', diff_ids: [digest('a'), digest('b')] },
    history: [
      { created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
      { created_by: '/bin/sh -c #(nop)  CMD ["sh"]', empty_layer: true },
      { created_by: 'RUN /bin/sh -c apk add curl # buildkit', comment: 'buildkit.dockerfile.v0' },
    ],
  };
}
