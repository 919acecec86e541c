import { setImmediate } from 'node:timers/promises';
import type { Scope } from '#contract/scope.ts';
import type { Layer, LayerVisitor } from '#contract/source.ts';
import { isCaissonError } from '#kit/error.ts';
import { type Blob, labelOf, nameOf, type Walk } from './blob.ts';
import { Budget } from './budget.ts';
import { compressionOf } from './compression.ts';
import { RegionReader, streamBlocks } from './input.ts';
import { LayerListener } from './layer-listener.ts';
import { walkRegion } from './region-walk.ts';
import { TarReader } from './tar-reader.ts';
import { ThreadedUnpacking } from './threaded-unpacking.ts';
import { StreamUnpacking, type Unpacking } from './unpacking.ts';

/** Bytes after which the event loop gets a turn: a source that always has data must not keep a signal from being seen. */
const turnBytes = 8 * 2 ** 20;

/** Packed blobs from this size on are unpacked by another thread: below, starting it costs more than it saves. */
const threadBytes = 4 * 2 ** 20;

/**
 * The layer that a blob holds: a tar, plain or packed with gzip or zstd, which its first bytes tell. `walk` verifies all
 * that the blob's facts promise, and reads the blob twice only when the content of hard links is wanted.
 */
export function blobLayer(blob: Blob): Layer {
  return {
    ...(blob.diffId !== undefined && { diffId: blob.diffId }),
    ...(blob.digest !== undefined && { digest: blob.digest }),
    ...(blob.sizeBytes !== undefined && { sizeBytes: blob.sizeBytes }),
    ...(blob.createdBy !== undefined && { createdBy: blob.createdBy }),
    walk: (visitor, scope) => walkBlob(blob, visitor, scope),
  };
}

async function walkBlob(blob: Blob, visitor: LayerVisitor, scope: Scope): Promise<void> {
  const budget = new Budget(scope, nameOf(blob));
  const links = await walkOnce(blob, { visitor, scope, budget });
  if (!links.isAnyWanted) return;
  const second = links.visitorFor(visitor, (bytes) => {
    budget.gave(bytes);
    budget.check();
  });
  await walkOnce(blob, { visitor: second, scope, budget: new Budget(scope, nameOf(blob)) });
  second.finish();
}

async function walkOnce(blob: Blob, walk: Walk): Promise<LayerListener['links']> {
  using task = walk.scope.progress.begin(
    labelOf(blob),
    'file' in blob ? blob.file.length : blob.sizeBytes,
  );
  function onStored(bytes: number): void {
    walk.budget.took(bytes);
    task.advance(bytes);
  }
  if (!('file' in blob)) {
    const blocks = streamBlocks(blob.stream(walk.scope));
    return await walkUnpacked(blob, new StreamUnpacking(blob, blocks, onStored), walk);
  }
  using reader = new RegionReader(blob.file);
  if (compressionOf(reader.read(Buffer.alloc(6), 0)) === 'none')
    return await walkRegion(blob, reader, walk, task);
  return await walkUnpacked(blob, unpackingOf(blob, reader, walk, onStored), walk);
}

function unpackingOf(
  blob: Blob,
  reader: RegionReader,
  walk: Walk,
  onStored: (bytes: number) => void,
): Unpacking {
  const kind = compressionOf(reader.read(Buffer.alloc(6), 0));
  const isBig = reader.region.length >= threadBytes;
  if (!isBig || (kind !== 'gzip' && kind !== 'zstd'))
    return new StreamUnpacking(blob, reader.blocks(), onStored);
  return new ThreadedUnpacking(blob, { reader, kind, signal: walk.scope.signal, onStored });
}

/** Reads all bytes in order; they are verified as stored and as unpacked on their way. */
async function walkUnpacked(
  blob: Blob,
  unpacking: Unpacking,
  walk: Walk,
): Promise<LayerListener['links']> {
  using listener = new LayerListener({ ...walk, diffId: blob.diffId });
  try {
    await readTar(unpacking.chunks(), new TarReader(listener), walk.budget);
    unpacking.end();
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) await unpacking.explain();
    throw error;
  } finally {
    await unpacking.close();
  }
  return listener.links;
}

async function readTar(
  chunks: AsyncIterable<Uint8Array>,
  tar: TarReader,
  budget: Budget,
): Promise<void> {
  let turn = turnBytes;
  for await (const chunk of chunks) {
    budget.gave(chunk.length);
    tar.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    turn -= chunk.length;
    if (turn > 0) continue;
    turn = turnBytes;
    await setImmediate();
  }
  tar.end();
}
