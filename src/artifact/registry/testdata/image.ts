import { gzipSync } from 'node:zlib';
import { type FakeRegistry, digestOf } from './fake-registry.ts';

const oci = 'application/vnd.oci.image';

/** One file of a tar. */
export interface SampleFile {
  readonly path: string;
  readonly content: string;
}

/** A ustar archive, enough for what tests put into layers. */
export function tarOf(files: readonly SampleFile[]): Buffer {
  const parts = files.flatMap(({ path, content }) => {
    const data = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write('0000644\0' + '0000000\0' + '0000000\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0        0', 136);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** Puts an image with one gzip layer for each list of files into the registry; gives the digests. */
export function addImage(
  registry: FakeRegistry,
  options: {
    readonly repository: string;
    readonly tag?: string;
    readonly layers: readonly (readonly SampleFile[])[];
    readonly architecture?: string;
    readonly annotations?: Record<string, string>;
  },
): { readonly manifest: string; readonly config: string; readonly layers: readonly string[]; readonly size: number } {
  const tars = options.layers.map(tarOf);
  const blobs = tars.map((tar) => gzipSync(tar));
  const config = Buffer.from(
    JSON.stringify({
      os: 'linux',
      architecture: options.architecture ?? 'amd64',
      config: { Env: ['A=b'] },
      rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
      history: tars.map((_, at) => ({ created_by: `COPY ${at} / # buildkit` })),
    }),
  );
  const document = {
    schemaVersion: 2,
    mediaType: `${oci}.manifest.v1+json`,
    config: { mediaType: `${oci}.config.v1+json`, digest: registry.addBlob(config), size: config.length },
    layers: blobs.map((blob) => ({
      mediaType: `${oci}.layer.v1.tar+gzip`,
      digest: registry.addBlob(blob),
      size: blob.length,
    })),
    annotations: options.annotations ?? {},
  };
  const manifest = registry.addManifest(options.repository, options.tag, document, document.mediaType);
  const size = Buffer.byteLength(JSON.stringify(document));
  return { manifest, config: digestOf(config), layers: document.layers.map(({ digest }) => digest), size };
}
