import { gzipSync } from 'node:zlib';
import type { Digest } from '#model/digest.ts';
import { type Member, sha256, tar } from '../../layer/testdata/tar.ts';

/** A file of an archive or layout: path and content. */
export type NamedFile = readonly [name: string, content: string | Uint8Array];

export interface TestImage {
  readonly config: Buffer;
  readonly plainLayers: readonly Buffer[];
  readonly id: Digest;
}

const steps = [
  '/bin/sh -c #(nop) ADD file:0123 in / ',
  'RUN /bin/sh -c apk add curl # buildkit',
  'COPY app /app # buildkit',
];

/** An image with one layer per text, each holding `/layerN` with it. */
export function testImage(texts: readonly string[], config: Readonly<Record<string, unknown>> = {}): TestImage {
  const plainLayers = texts.map((data, at) => tar({ name: `layer${at}`, data }));
  const bytes = Buffer.from(
    JSON.stringify({
      os: 'linux',
      architecture: 'amd64',
      config: { Env: ['A=1'] },
      rootfs: { type: 'layers', diff_ids: plainLayers.map(sha256) },
      history: [
        ...texts.map((_, at) => ({ created_by: steps[at] ?? '' })),
        { created_by: 'CMD ["sh"]', empty_layer: true },
      ],
      ...config,
    }),
  );
  return { config: bytes, plainLayers, id: sha256(bytes) };
}

/** The files of `docker save` before OCI layouts: a directory per layer. */
export function dockerFiles(...images: readonly (readonly [TestImage, readonly string[]])[]): NamedFile[] {
  const files: NamedFile[] = images.flatMap(([image, ]) => [
    [`${hex(image.id)}.json`, image.config],
    ...image.plainLayers.map((layer): NamedFile => [`${hex(sha256(layer))}/layer.tar`, layer]),
  ]);
  const manifest = images.map(([image, names]) => ({
    Config: `${hex(image.id)}.json`,
    RepoTags: names,
    Layers: image.plainLayers.map((layer) => `${hex(sha256(layer))}/layer.tar`),
  }));
  return [...files, ['manifest.json', JSON.stringify(manifest)]];
}

/** An entry for the index of a layout, and the blobs it leads to. */
export function ociImage(
  image: TestImage,
  facts: { readonly name?: string; readonly platform?: object } = {},
): { readonly entry: Readonly<Record<string, unknown>>; readonly files: readonly NamedFile[] } {
  const layers = image.plainLayers.map((layer) => gzipSync(layer));
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: descriptor(image.config, 'application/vnd.oci.image.config.v1+json'),
      layers: layers.map((layer) => descriptor(layer, 'application/vnd.oci.image.layer.v1.tar+gzip')),
    }),
  );
  return {
    entry: {
      ...descriptor(manifest, 'application/vnd.oci.image.manifest.v1+json'),
      ...(facts.platform && { platform: facts.platform }),
      ...(facts.name && { annotations: { 'org.opencontainers.image.ref.name': facts.name } }),
    },
    files: [blob(manifest), blob(image.config), ...layers.map(blob)],
  };
}

/** The files of an OCI layout whose index has these entries. */
export function layoutFiles(
  entries: readonly unknown[],
  files: readonly NamedFile[],
): readonly NamedFile[] {
  const index = { schemaVersion: 2, manifests: entries };
  return [
    ['oci-layout', '{"imageLayoutVersion":"1.0.0"}'],
    ['index.json', JSON.stringify(index)],
    ...files,
  ];
}

/** A nested index with its blob. */
export function nestedIndex(entries: readonly unknown[]): { readonly entry: object; readonly file: NamedFile } {
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: entries }));
  return { entry: descriptor(bytes, mediaType), file: blob(bytes) };
}

/** All files in a tar. */
export function archive(files: readonly NamedFile[], extra: readonly Member[] = []): Buffer {
  return tar(...files.map(([name, data]): Member => ({ name, data })), ...extra);
}

function blob(bytes: Uint8Array): NamedFile {
  return [`blobs/sha256/${hex(sha256(bytes))}`, bytes];
}

export function hex(digest: Digest): string {
  return digest.slice(7);
}

function descriptor(bytes: Uint8Array, mediaType: string): Readonly<Record<string, unknown>> {
  return { mediaType, digest: sha256(bytes), size: bytes.length };
}
