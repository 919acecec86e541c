import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { type TestScope, testScope } from '../layer/testdata/walk.ts';
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
import { contents, openAt, openBytes } from './testdata/open.ts';

const image = testImage(['base', 'middle', 'top']);
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
    await expect(
      openAt(scheme, join(scope.temporaryDirectory, 'none'), scope),
    ).rejects.toMatchObject({ code: 'input.not-found' });
});

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

async function openAndRead(
  scheme: string,
  bytes: Uint8Array,
  scope: TestScope,
): Promise<readonly string[]> {
  await using opened = await openBytes(scheme, bytes, scope);
  return contents(opened, scope);
}
