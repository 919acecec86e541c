import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { testScope } from '../layer/testdata/walk.ts';
import {
  archive,
  dockerFiles,
  hex,
  layoutFiles,
  type NamedFile,
  nestedIndex,
  ociImage,
  testImage,
} from './testdata/image.ts';
import { contents, openArchive, openBytes, openFiles } from './testdata/open.ts';

const image = testImage(['base', 'middle', 'top']);
const other = testImage(['other'], { architecture: 'arm64' });
const amd64 = { os: 'linux', architecture: 'amd64' };
const arm64 = { os: 'linux', architecture: 'arm64' };

test('docker archive: layers in order with their build steps', async () => {
  using scope = testScope();
  const bytes = archive(dockerFiles([image, ['shop:1', 'shop:latest']]));

  await using opened = await openBytes('docker-archive:', bytes, scope);

  expect(opened.artifact).toMatchObject({
    kind: 'image',
    source: 'docker-archive:',
    digest: image.id,
  });
  expect(opened.image).toMatchObject({
    id: image.id,
    names: ['shop:1', 'shop:latest'],
    env: ['A=1'],
  });
  expect(opened.layers.map((layer) => layer.createdBy)).toEqual([
    'ADD file:0123 in /',
    'RUN apk add curl',
    'COPY app /app',
  ]);
  expect(await contents(opened, scope)).toEqual(['base', 'middle', 'top']);
});

test.for([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const)('docker archive packed with %s is unpacked once and cleaned up', async ([, pack]) => {
  using scope = testScope();
  const bytes = pack(archive(dockerFiles([image, []])));

  const opened = await openBytes('docker-archive:', bytes, scope);

  expect(await contents(opened, scope)).toEqual(['base', 'middle', 'top']);
  expect(scope.leftovers().filter((name) => name.startsWith('archive-'))).toHaveLength(1);
  await opened[Symbol.asyncDispose]();
  expect(scope.leftovers()).toEqual(['given']);
});

test('docker archive: layers may be links to one another', async () => {
  using scope = testScope();
  const [first = ['', ''] as const, ...rest] = dockerFiles([image, []]).filter(
    ([name]) => !name.endsWith('layer.tar'),
  );
  const places = image.plainLayers.map((layer, at): NamedFile => [`real/${at}`, layer]);
  const links = dockerFiles([image, []])
    .filter(([name]) => name.endsWith('layer.tar'))
    .map(([name], at) => ({ name, type: '2', link: `../real/${at}` }));

  await using opened = await openBytes(
    'docker-archive:',
    archive([first, ...rest, ...places], links),
    scope,
  );

  expect(await contents(opened, scope)).toEqual(['base', 'middle', 'top']);
});

test('docker archive: one of several images is chosen by name', async () => {
  using scope = testScope();
  const bytes = archive(dockerFiles([image, ['shop:1']], [other, ['docker.io/library/till:2']]));

  await using opened = await openBytes('docker-archive:', bytes, scope, { selector: 'till:2' });

  expect(opened.image?.id).toBe(other.id);
  await expect(openBytes('docker-archive:', bytes, scope)).rejects.toMatchObject({
    code: 'usage.invalid-argument',
    message: expect.stringContaining('"shop:1", "docker.io/library/till:2"') as string,
  });
  await expect(
    openBytes('docker-archive:', bytes, scope, { selector: 'no:1' }),
  ).rejects.toMatchObject({
    code: 'usage.invalid-argument',
  });
});

test('docker archive that is an OCI layout too: both schemes open it, with the manifest digest', async () => {
  using scope = testScope();
  const oci = ociImage(image, { name: '1' });
  const layers = oci.files.slice(2).map(([name]) => name);
  const saved = [{ Config: `blobs/sha256/${hex(image.id)}`, RepoTags: ['shop:1'], Layers: layers }];
  const bytes = archive([
    ...layoutFiles([oci.entry], oci.files),
    ['manifest.json', JSON.stringify(saved)],
  ]);

  for (const scheme of ['docker-archive:', 'oci-archive:']) {
    await using opened = await openBytes(scheme, bytes, scope);
    expect(opened.image).toMatchObject({ id: image.id, manifestDigest: oci.entry['digest'] });
    expect(await contents(opened, scope)).toEqual(['base', 'middle', 'top']);
  }
});

test.for(['oci-archive:', 'oci-dir:'])(
  '%s: nested indexes, platforms and names',
  async (scheme) => {
    using scope = testScope();
    const [one, two] = [ociImage(image, { platform: amd64 }), ociImage(other, { platform: arm64 })];
    const nested = nestedIndex([one.entry, two.entry]);
    const named = ociImage(other, { name: 'v2' });
    const files = [nested.file, ...one.files, ...two.files, ...named.files];
    const layout = layoutFiles(
      [
        { ...nested.entry, annotations: { 'org.opencontainers.image.ref.name': 'v1' } },
        named.entry,
      ],
      files,
    );
    const open = scheme === 'oci-dir:' ? openFiles : openArchive;

    await using first = await open(layout, scope, { selector: 'v1', platform: amd64 });
    await using second = await open(layout, scope, { selector: 'v1', platform: arm64 });
    await using third = await open(layout, scope, { selector: 'v2' });

    expect(first.image?.id).toBe(image.id);
    expect(first.image?.indexDigest).toBe((nested.entry as { digest: string }).digest);
    expect(second.image?.id).toBe(other.id);
    expect(third.image).toMatchObject({ id: other.id, names: ['v2'] });
    expect(await contents(first, scope)).toEqual(['base', 'middle', 'top']);
    await expect(open(layout, scope)).rejects.toMatchObject({ code: 'usage.invalid-argument' });
    await expect(
      open(layout, scope, { selector: 'v1', platform: { os: 'linux', architecture: 's390x' } }),
    ).rejects.toMatchObject({ code: 'input.not-found' });
  },
);
