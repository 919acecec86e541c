import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256Hex } from '#kit/hash.ts';
import { imageFacts, parseImageConfig } from './config.ts';
import { cleanStep, layerSteps } from './history.ts';
import { parseManifest } from './manifest.ts';
import { mediaTypes } from './media-type.ts';
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
  ['RUN |2 A=1 B=x y /bin/sh -c make # buildkit', 'RUN make'],
  ['|1 A=1 /bin/sh -c make', 'RUN make'],
  ['|1 A=1 /bin/sh -c #(nop) COPY a b', 'COPY a b'],
  ['RUN /bin/bash -o pipefail -c make | tee log # buildkit', 'RUN make | tee log'],
  ['RUN /bin/bash -euxo pipefail -c make # buildkit', 'RUN make'],
  ['/busybox/sh -c make', 'RUN make'],
  ['RUN /bin/sh -c <<EOF (apk add curl...) # buildkit', 'RUN <<EOF (apk add curl...)'],
  ['COPY <<EOF /etc/motd # buildkit', 'COPY <<EOF /etc/motd'],
  ['RUN cmd /S /C dir # buildkit', 'RUN dir'],
  ['RUN powershell -Command dir # buildkit', 'RUN dir'],
  ['RUN /bin/shred -c x', 'RUN /bin/shred -c x'],
  ['RUN |1 A=1 exec # buildkit', 'RUN |1 A=1 exec'],
  ['', ''],
])('the build step %j reads %j', ([raw, clean]) => {
  expect(cleanStep(raw ?? '')).toBe(clean);
});

test.for([
  [{ createdBy: 'jib-maven-plugin:3.4.0', comment: 'classes' }, 'jib-maven-plugin:3.4.0 (classes)'],
  [
    { createdBy: 'ko build ko://x', comment: 'go build output' },
    'ko build ko://x (go build output)',
  ],
  [{ comment: "store paths: ['/nix/store/x']" }, "store paths: ['/nix/store/x']"],
  [{ createdBy: 'RUN make # buildkit', comment: 'buildkit.dockerfile.v0' }, 'RUN make'],
  [{}, undefined],
] as const)('the layer of %j is told as %j', ([entry, step]) => {
  expect(layerSteps([{ ...entry, emptyLayer: false }], 1)).toEqual([step]);
});

test('a history that does not account for all layers names none', () => {
  expect(layerSteps([{ createdBy: 'x', emptyLayer: false }], 2)).toEqual([undefined, undefined]);
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
