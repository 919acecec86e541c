import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Layer, Source } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { formatBytes, quote } from '#kit/text.ts';
import { type Digest, parseDigest } from '#model/digest.ts';
import { fileSize } from './archive/outer-tar.ts';
import { ContentBuffer, DiskFile } from './layer/file-view.ts';
import { type FileRegion, RegionReader } from './layer/input.ts';
import { requireDigest } from './layer/verifier.ts';

/** Larger than other files may be: an SBOM is read as a whole, and it is the whole artifact. */
const maxSbomBytes = 256 * 2 ** 20;

/** `sbom:FILE`: an SBOM, as an artifact of one layer that holds this one file. Its digest is that of the file. */
export const sbomSource: Source = {
  kind: 'source',
  id: 'sbom',
  revision: 1,
  title: 'SBOM file',
  schemes: ['sbom:'],
  async open({ locator }) {
    const file = { path: locator, offset: 0, length: fileSize(locator) };
    if (file.length > maxSbomBytes)
      throw new CaissonError(
        'limit.size',
        `${quote(locator)} is larger than ${formatBytes(maxSbomBytes)}`,
      );
    const digest = await digestOf(file);
    return {
      artifact: { kind: 'sbom', reference: locator, source: 'sbom:', digest },
      layers: [fileLayer(file, digest)],
      gaps: [],
      async [Symbol.asyncDispose]() {},
    };
  },
};

function fileLayer(file: FileRegion, digest: Digest): Layer {
  return {
    digest,
    sizeBytes: file.length,
    async walk(visitor, scope) {
      using task = scope.progress.begin('sbom', file.length);
      using reader = new RegionReader(file);
      const facts = { path: `/${basename(file.path)}`, size: file.length, mode: 0o644 };
      const disk = {
        fd: reader.fd,
        offset: 0,
        whole: new ContentBuffer(),
        part: new ContentBuffer(),
      };
      const view = new DiskFile(facts, { ...disk, maxFileBytes: maxSbomBytes });
      const entry = { ...facts, type: 'file', uid: 0, gid: 0 } as const;
      const want = visitor.entry(entry);
      const isWanted =
        want === 'head' ? visitor.head(entry, view.read(0, 4096)) : want === 'content';
      if (isWanted) visitor.file(view);
      task.advance(file.length);
      requireDigest(digest, await digestOf(file), quote(file.path));
    },
  };
}

async function digestOf(file: FileRegion): Promise<Digest> {
  using reader = new RegionReader(file);
  const hash = createHash('sha256');
  for await (const block of reader.blocks()) hash.update(block);
  return parseDigest(`sha256:${hash.digest('hex')}`);
}
