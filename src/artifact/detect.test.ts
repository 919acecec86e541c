import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  archive,
  dockerFiles,
  layoutFiles,
  ociImage,
  testImage,
} from './archive/testdata/image.ts';
import { detectPath } from './detect.ts';
import { sha256, tar } from './layer/testdata/tar.ts';
import { testScope, walkLayer } from './layer/testdata/walk.ts';
import { localSources } from './local-sources.ts';

const image = testImage(['a', 'b']);
const oci = ociImage(image);
const docker = archive(dockerFiles([image, ['shop:1']]));
const layout = archive(layoutFiles([oci.entry], oci.files));

const files: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['a docker archive', docker, 'docker-archive:'],
  ['a docker archive, gzip', gzipSync(docker), 'docker-archive:'],
  ['a docker archive, zstd', zstdCompressSync(docker), 'docker-archive:'],
  ['an OCI archive', layout, 'oci-archive:'],
  ['an OCI archive, gzip', gzipSync(layout), 'oci-archive:'],
  ['CycloneDX JSON', '\ufeff{ "specVersion": "1.6", "bomFormat": "CycloneDX" }', 'sbom:'],
  [
    'CycloneDX XML',
    '<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>',
    'sbom:',
  ],
  ['SPDX JSON', '{"spdxVersion":"SPDX-2.3"}', 'sbom:'],
  ['SPDX tag-value', '# a comment\nSPDXVersion: SPDX-2.3\n', 'sbom:'],
  ['SPDX 3', '{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', 'sbom:'],
];

test.for(files)('%s is told by its content', async ([, bytes, scheme]) => {
  using scope = testScope();
  const path = join(scope.temporaryDirectory, 'x.txt');
  writeFileSync(path, bytes);

  expect(await detectPath(path)).toBe(scheme);
});

const directories: readonly (readonly [string, readonly string[], string])[] = [
  ['an OCI layout', ['oci-layout', 'index.json'], 'oci-dir:'],
  ['a root file system by os-release', ['etc/os-release'], 'rootfs:'],
  ['a root file system by its dpkg database', ['var/lib/dpkg/status'], 'rootfs:'],
  ['a repository', ['package.json'], 'dir:'],
];

test.for(directories)('%s is told by its files', async ([, names, scheme]) => {
  using scope = testScope();
  for (const name of names) {
    mkdirSync(dirname(join(scope.temporaryDirectory, name)), { recursive: true });
    writeFileSync(join(scope.temporaryDirectory, name), '');
  }

  expect(await detectPath(scope.temporaryDirectory)).toBe(scheme);
});

test.for([
  ['text', 'hello', 'neither an image archive nor an SBOM'],
  ['an empty file', '', 'neither an image archive nor an SBOM'],
  ['a tar without an image', tar({ name: 'etc/passwd' }), 'holds no container image'],
  ['damaged gzip', gzipSync(docker).subarray(0, 40), 'holds no container image'],
  ['xz', Buffer.from('fd377a585a00', 'hex'), 'compressed with xz'],
] as const)('%s is refused with a reason', async ([, bytes, reason]) => {
  using scope = testScope();
  const path = join(scope.temporaryDirectory, 'file');
  writeFileSync(path, bytes);

  await expect(detectPath(path)).rejects.toMatchObject({
    code: 'input.unsupported',
    message: expect.stringContaining(reason) as string,
  });
});

test('nothing there is no scheme', async () => {
  expect(await detectPath('/no/such/path')).toBeUndefined();
});

test('an SBOM file is an artifact of one layer with one file', async () => {
  using scope = testScope();
  const path = join(scope.temporaryDirectory, 'shop.cdx.json');
  writeFileSync(path, '{"bomFormat":"CycloneDX"}');
  const source = localSources().find(({ id }) => id === 'sbom');

  const opened = await source?.open({ scheme: 'sbom:', locator: path }, scope);

  expect(opened?.artifact).toEqual({
    kind: 'sbom',
    reference: path,
    source: 'sbom:',
    digest: sha256(Buffer.from('{"bomFormat":"CycloneDX"}')),
  });
  const [layer] = opened?.layers ?? [];
  if (layer === undefined) throw new Error('no layer');
  expect([...(await walkLayer(layer, scope)).files]).toEqual([
    ['/shop.cdx.json', '{"bomFormat":"CycloneDX"}'],
  ]);
  writeFileSync(path, 'changed');
  await expect(walkLayer(layer, scope)).rejects.toMatchObject({
    code: expect.stringMatching(/^(?:input|integrity)\./) as string,
  });
});
