import { setImmediate } from 'node:timers/promises';
import type { ProgressTask } from '#contract/scope.ts';
import { type Blob, nameOf, type Walk } from './blob.ts';
import { BlobCheck } from './blob-check.ts';
import type { Budget } from './budget.ts';
import { RegionReader } from './input.ts';
import { LayerListener } from './layer-listener.ts';
import { TarReader } from './tar-reader.ts';
import { Verifier } from './verifier.ts';

const readBytes = 64 * 1024;
/** Bytes after which the event loop gets a turn, so that a signal is seen. */
const turnBytes = 8 * 2 ** 20;

/**
 * Walks a tar that lies uncompressed in a file: headers are read with seeks over the content that nobody wants, and
 * wanted content straight from the file.
 */
export async function walkRegion(
  blob: Blob,
  reader: RegionReader,
  walk: Walk,
  task: ProgressTask,
): Promise<LayerListener['links']> {
  using listener = new LayerListener({ ...walk, diffId: blob.diffId, region: reader });
  await seekThrough(reader, new TarReader(listener), walk.budget);
  await verifyRegion(blob, reader, walk, task);
  return listener.links;
}

/** Feeds a reader with the parts of a region that it does not step over. */
export async function seekThrough(
  reader: RegionReader,
  tar: TarReader,
  budget: Budget,
): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(readBytes);
  const { length } = reader.region;
  let turn = turnBytes;
  for (let at = 0; at < length; ) {
    const chunk = reader.read(buffer, at);
    budget.took(chunk.length);
    budget.gave(chunk.length);
    tar.push(chunk);
    at += chunk.length;
    const skipped = Math.min(tar.skippable, length - at);
    tar.skip(skipped);
    at += skipped;
    turn -= chunk.length;
    if (turn > 0) continue;
    turn = turnBytes;
    await setImmediate();
  }
  tar.end();
}

/** Compares size and digests; plain bytes are hashed once when both digests are of one algorithm. */
async function verifyRegion(
  blob: Blob,
  reader: RegionReader,
  walk: Walk,
  task: ProgressTask,
): Promise<void> {
  const { digest, diffId, sizeBytes } = blob;
  const check = new BlobCheck(blob, nameOf(blob), (bytes) => {
    walk.budget.check();
    task.advance(bytes);
  });
  const plain = new Verifier(diffId === undefined || diffId === digest ? [] : [diffId]);
  let turn = turnBytes;
  const isPromised = digest !== undefined || diffId !== undefined || sizeBytes !== undefined;
  for await (const block of isPromised ? check.watch(reader.blocks()) : []) {
    plain.update(block);
    turn -= block.length;
    if (turn > 0) continue;
    turn = turnBytes;
    await setImmediate();
  }
  check.end();
  plain.check(`the content of ${nameOf(blob)}`);
}
