import { setImmediate } from 'node:timers/promises';
import type { ProgressTask, Scope } from '#contract/scope.ts';
import type { Layer, LayerVisitor } from '#contract/source.ts';
import { isCaissonError } from '#kit/error.ts';
import { type Blob, labelOf, nameOf, type Walk } from './blob.ts';
import { BlobCheck } from './blob-check.ts';
import { Budget } from './budget.ts';
import { compressionOf } from './compression.ts';
import { decode } from './decode.ts';
import { RegionReader, streamBlocks } from './input.ts';
import { LayerListener } from './layer-listener.ts';
import { walkRegion } from './region-walk.ts';
import { TarReader } from './tar-reader.ts';
import { Verifier } from './verifier.ts';

/** Bytes after which the event loop gets a turn: a source that always has data must not keep a signal from being seen. */
const turnBytes = 8 * 2 ** 20;

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
  if (!('file' in blob))
    return await walkStream(blob, streamBlocks(blob.stream(walk.scope)), walk, task);
  using reader = new RegionReader(blob.file);
  if (compressionOf(reader.read(Buffer.alloc(6), 0)) === 'none')
    return await walkRegion(blob, reader, walk, task);
  return await walkStream(blob, reader.blocks(), walk, task);
}

/** Reads all bytes in order, and verifies them as stored and as unpacked on their way. */
async function walkStream(
  blob: Blob,
  blocks: AsyncGenerator<Buffer>,
  walk: Walk,
  task: ProgressTask,
): Promise<LayerListener['links']> {
  const what = nameOf(blob);
  const stored = new BlobCheck(blob, what, (bytes) => {
    walk.budget.took(bytes);
    task.advance(bytes);
  });
  const input = stored.watch(blocks);
  using listener = new LayerListener({ ...walk, diffId: blob.diffId });
  const isHashedOnce = blob.diffId === blob.digest;
  const plain = new Verifier(blob.diffId === undefined || isHashedOnce ? [] : [blob.diffId]);
  try {
    const first = await input.next();
    const head = first.done ? Buffer.alloc(0) : first.value;
    const chunks = decode(compressionOf(head), startingWith(head, input), what);
    await readTar(chunks, new TarReader(listener), (bytes) => {
      walk.budget.gave(bytes.length);
      plain.update(bytes);
    });
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) await stored.explain(input);
    throw error;
  } finally {
    await input.return(undefined);
  }
  stored.end();
  plain.check(`the content of ${what}`);
  return listener.links;
}

async function readTar(
  chunks: AsyncIterable<Uint8Array>,
  tar: TarReader,
  onBytes: (bytes: Uint8Array) => void,
): Promise<void> {
  let turn = turnBytes;
  for await (const chunk of chunks) {
    onBytes(chunk);
    tar.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    turn -= chunk.length;
    if (turn > 0) continue;
    turn = turnBytes;
    await setImmediate();
  }
  tar.end();
}

async function* startingWith(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
