import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenArtifact } from '#contract/source.ts';
import { isCaissonError } from '#kit/error.ts';
import { type TestScope, testScope, walkLayer } from '../layer/testdata/walk.ts';
import { localSources } from '../local-sources.ts';
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

const oci = ociImage(image);
const broken: readonly (readonly [string, string, readonly NamedFile[], string])[] = [
  ['no manifest at all', 'docker-archive:', [['readme', 'x']], 'input.malformed'],
  [
    'an index that is no JSON',
    'oci-archive:',
    layoutFiles([], []).map(
      ([name, data]): NamedFile => [name, name === 'index.json' ? '{' : data],
    ),
    'input.malformed',
  ],
  ['an empty index', 'oci-archive:', layoutFiles([], []), 'input.not-found'],
  [
    'a missing manifest',
    'oci-archive:',
    layoutFiles([oci.entry], oci.files.slice(1)),
    'input.malformed',
  ],
  [
    'a missing layer',
    'oci-archive:',
    layoutFiles([oci.entry], oci.files.slice(0, -1)),
    'input.malformed',
  ],
  [
    'a manifest of another digest',
    'oci-archive:',
    layoutFiles([oci.entry], [[oci.files[0]?.[0] ?? '', '{}'], ...oci.files.slice(1)]),
    'integrity.digest-mismatch',
  ],
  [
    'a configuration of another digest',
    'oci-archive:',
    layoutFiles(
      [oci.entry],
      oci.files.map(([name, data], at): NamedFile => [name, at === 1 ? '{}' : data]),
    ),
    'integrity.digest-mismatch',
  ],
  [
    'fewer layers than diffIDs',
    'docker-archive:',
    [
      [`${hex(image.id)}.json`, image.config],
      ['manifest.json', JSON.stringify([{ Config: `${hex(image.id)}.json`, Layers: [] }])],
    ],
    'input.malformed',
  ],
  [
    'a docker configuration of another digest',
    'docker-archive:',
    [
      [`${hex(image.id)}.json`, '{}'],
      ['manifest.json', JSON.stringify([{ Config: `${hex(image.id)}.json`, Layers: [] }])],
    ],
    'integrity.digest-mismatch',
  ],
  [
    'a prototype as manifest',
    'docker-archive:',
    [['manifest.json', '[{"__proto__":{"Config":"a","Layers":[]}}]']],
    'input.malformed',
  ],
  ['an index that nests itself', 'oci-archive:', nestedDeep(), 'limit.depth'],
  [
    'a missing docker layer',
    'docker-archive:',
    dockerFiles([image, []]).filter(([name]) => !name.includes('layer.tar')),
    'input.malformed',
  ],
];

test.for(broken)('%s is refused', async ([, scheme, files, code]) => {
  using scope = testScope();

  await expect(openBytes(scheme, archive(files), scope)).rejects.toMatchObject({ code });
  await expect(openBytes(scheme, gzipSync(archive(files)), scope)).rejects.toMatchObject({ code });
  expect(scope.leftovers()).toEqual(['given']);
});

test('an archive that is cut off is refused when it is opened', async () => {
  using scope = testScope();
  const bytes = archive(dockerFiles([image, []]));

  await expect(openBytes('docker-archive:', bytes.subarray(0, 1300), scope)).rejects.toMatchObject({
    code: 'input.malformed',
  });
});

test('a missing file says so', async () => {
  using scope = testScope();

  for (const scheme of ['docker-archive:', 'oci-archive:', 'oci-dir:'])
    await expect(open(scheme, join(scope.temporaryDirectory, 'none'), scope)).rejects.toMatchObject(
      { code: 'input.not-found' },
    );
});

function nestedDeep(): readonly NamedFile[] {
  const files: NamedFile[] = [...oci.files];
  let entry: unknown = oci.entry;
  for (let depth = 0; depth < 8; depth += 1) {
    const outer = nestedIndex([entry]);
    files.push(outer.file);
    entry = outer.entry;
  }
  return layoutFiles([entry], files);
}

interface Choice {
  readonly selector?: string;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

async function open(
  scheme: string,
  path: string,
  scope: TestScope,
  choice: Choice = {},
): Promise<OpenArtifact> {
  const source = localSources().find(({ schemes }) => schemes.includes(scheme));
  const locator = choice.selector === undefined ? path : `${path}@${choice.selector}`;
  if (source === undefined) throw new Error(`no source for ${scheme}`);
  return source.open(
    { scheme, locator, ...(choice.platform && { platform: choice.platform }) },
    scope,
  );
}

async function openBytes(
  scheme: string,
  bytes: Uint8Array,
  scope: TestScope,
  choice: Choice = {},
): Promise<OpenArtifact> {
  const path = join(scope.temporaryDirectory, 'given');
  writeFileSync(path, bytes);
  return open(scheme, path, scope, choice);
}

async function openArchive(
  files: readonly NamedFile[],
  scope: TestScope,
  choice: Choice = {},
): Promise<OpenArtifact> {
  return openBytes('oci-archive:', archive(files), scope, choice);
}

async function openFiles(
  files: readonly NamedFile[],
  scope: TestScope,
  choice: Choice = {},
): Promise<OpenArtifact> {
  const directory = join(scope.temporaryDirectory, 'given');
  for (const [name, data] of files) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), data);
  }
  return open('oci-dir:', directory, scope, choice);
}

async function contents(opened: OpenArtifact, scope: TestScope): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const layer of opened.layers) texts.push(...(await walkLayer(layer, scope)).files.values());
  return texts;
}

test.for([
  ['docker archive', archive(dockerFiles([image, ['shop:1']]))],
  ['OCI archive', archive(layoutFiles([oci.entry], oci.files))],
] as const)(
  'mutations of a %s end in an image or in errors of a known family',
  async ([, sample]) => {
    using scope = testScope({ maxEntries: 1000, maxFileBytes: 10_000 });
    const change = fc.record({
      at: fc.nat(sample.length),
      bytes: fc.uint8Array({ maxLength: 12 }),
      cut: fc.nat(12),
    });

    const crashes: unknown[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = changes.reduce(
          (old: Buffer, { at, bytes: put, cut }) =>
            Buffer.concat([old.subarray(0, at), put, old.subarray(at + cut)]),
          Buffer.from(sample),
        );
        for (const scheme of ['docker-archive:', 'oci-archive:'] as const) {
          const outcome = await openAndRead(scheme, bytes, scope).catch((error: unknown) => error);
          const isKnown =
            !(outcome instanceof Error) ||
            (isCaissonError(outcome) && /^(?:input|limit|integrity|usage)\./.test(outcome.code));
          if (!isKnown) crashes.push(outcome);
        }
      }),
      { numRuns: 60 },
    );
    expect(crashes).toEqual([]);
  },
);

async function openAndRead(
  scheme: string,
  bytes: Uint8Array,
  scope: TestScope,
): Promise<readonly string[]> {
  await using opened = await openBytes(scheme, bytes, scope);
  return contents(opened, scope);
}
