import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

/** A file of a tar; `mode` in octal digits; a `link` makes it a symbolic link. */
export interface TarFile {
  readonly path: string;
  readonly content?: string | Buffer;
  readonly mode?: string;
  readonly link?: string;
}

/** One image in all its parts. The configuration is the same to the byte in whatever form it is stored. */
export interface SampleImage {
  readonly tars: readonly Buffer[];
  readonly config: Buffer;
  /** Digest of the configuration. */
  readonly id: string;
  readonly diffIds: readonly string[];
}

/** How layers are stored. */
export type Packing = 'none' | 'gzip' | 'zstd';

/** A ustar archive (POSIX.1-1988) of files, links and, where a path ends in `/`, directories. */
export function tarOf(files: readonly TarFile[]): Buffer {
  const parts = files.flatMap((file) => {
    const data = Buffer.from(file.content ?? '');
    const kind = file.link === undefined ? (file.path.endsWith('/') ? '5' : '0') : '2';
    const header = Buffer.alloc(512);
    header.write(file.path, 0, 100);
    header.write(`${(file.mode ?? '644').padStart(7, '0')}\x000000000\x000000000\x00`, 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\x00`, 124);
    header.write(`00000000000\x00        ${kind}`, 136);
    header.write(file.link ?? '', 157, 100);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\x00 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** An image with a layer for each list of files. */
export function sampleImage(
  layers: readonly (readonly TarFile[])[],
  architecture = 'amd64',
): SampleImage {
  const tars = layers.map(tarOf);
  const diffIds = tars.map(digestOf);
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      created: '2026-10-02T03:04:05Z',
      config: {
        User: '65532',
        Env: ['PATH=/bin'],
        Cmd: ['/bin/sleep', '600'],
        Labels: { made: 'by caisson' },
      },
      rootfs: { type: 'layers', diff_ids: diffIds },
      history: diffIds.map((_, at) => ({
        created: '2026-10-02T03:04:05Z',
        created_by: `/bin/sh -c #(nop) COPY file:${at} in / `,
      })),
    }),
  );
  return { tars, config, id: digestOf(config), diffIds };
}

/** Writes what `docker save` wrote before it learnt OCI. */
export function writeDockerArchive(image: SampleImage, path: string, name: string): void {
  const manifest = [
    {
      Config: `${image.id.slice(7)}.json`,
      RepoTags: [name],
      Layers: image.diffIds.map((digest) => `${digest.slice(7, 19)}/layer.tar`),
    },
  ];
  const layers = image.tars.map((content, at) => ({
    path: manifest[0]?.Layers[at] ?? '',
    content,
  }));
  const config = { path: manifest[0]?.Config ?? '', content: image.config };
  writeFileSync(
    path,
    tarOf([config, ...layers, { path: 'manifest.json', content: JSON.stringify(manifest) }]),
  );
}

/** The blobs and the manifest with which the image is stored in a registry or a layout. */
export function packImage(
  image: SampleImage,
  packing: Packing,
): { readonly manifest: Buffer; readonly mediaType: string; readonly blobs: readonly Buffer[] } {
  const layers = image.tars.map((tar) => pack(tar, packing));
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const suffix = packing === 'none' ? '' : `+${packing}`;
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...sizeOf(image.config) },
    layers: layers.map((layer) => ({
      mediaType: `application/vnd.oci.image.layer.v1.tar${suffix}`,
      ...sizeOf(layer),
    })),
  };
  return {
    manifest: Buffer.from(JSON.stringify(manifest)),
    mediaType,
    blobs: [image.config, ...layers],
  };
}

/** Writes an OCI layout directory that holds the image under one name. */
export function writeLayout(
  image: SampleImage,
  directory: string,
  name: string,
  packing: Packing,
): void {
  const { manifest, mediaType, blobs } = packImage(image, packing);
  mkdirSync(join(directory, 'blobs', 'sha256'), { recursive: true });
  for (const blob of [manifest, ...blobs])
    writeFileSync(join(directory, 'blobs', 'sha256', digestOf(blob).slice(7)), blob);
  const annotations = { 'org.opencontainers.image.ref.name': name };
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ mediaType, ...sizeOf(manifest), annotations }],
  };
  writeFileSync(join(directory, 'index.json'), JSON.stringify(index));
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
}

/** A program of this machine and the libraries it is linked with, as files for a layer; `libraries` is what ldd(1) wrote. */
export function programFiles(path: string, libraries: string): readonly TarFile[] {
  const found = [...libraries.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map((match) => match[1] ?? '');
  return [path, ...found].map((file) => ({
    path: file.slice(1),
    content: readFileSync(file),
    mode: '755',
  }));
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function sizeOf(bytes: Buffer): { readonly digest: string; readonly size: number } {
  return { digest: digestOf(bytes), size: bytes.length };
}

function pack(tar: Buffer, packing: Packing): Buffer {
  if (packing === 'gzip') return gzipSync(tar);
  return packing === 'zstd' ? zstdCompressSync(tar) : tar;
}
