import { setImmediate } from 'node:timers/promises';
import type { ProgressTask } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import { type Blob, contentOf, nameOf, type Walk } from './blob.ts';
import { BlobCheck } from './blob-check.ts';
import type { Budget } from './budget.ts';
import { HashThread } from './hash-thread.ts';
import type { RegionReader } from './input.ts';
import { LayerListener } from './layer-listener.ts';
import { TarReader } from './tar-reader.ts';
import { algorithmOf, requireDigest, requireSize, Verifier } from './verifier.ts';

const readBytes = 64 * 1024;
/** Bytes after which the event loop gets a turn, so that a signal is seen. */
const turnBytes = 8 * 2 ** 20;

/** From this size on another thread hashes while this one seeks: below, starting it costs more than it saves. */
const threadBytes = 32 * 2 ** 20;

/**
 * Walks a tar that lies uncompressed in a file: headers are read with seeks over the content that nobody wants, and
 * wanted content straight from the file. What was promised is verified over all bytes, meanwhile or afterwards.
 */
export async function walkRegion(
  blob: Blob,
  reader: RegionReader,
  walk: Walk,
  task: ProgressTask,
): Promise<LayerListener['links']> {
  using listener = new LayerListener({ ...walk, diffId: blob.diffId, region: reader });
  using thread = startThread(blob, reader, task);
  try {
    await seekThrough(reader, new TarReader(listener), walk.budget);
  } catch (error) {
    if (isCaissonError(error, 'input.malformed'))
      await verify(blob, reader, walk, { task, thread });
    throw error;
  }
  await verify(blob, reader, walk, { task, thread });
  return listener.links;
}

function startThread(blob: Blob, reader: RegionReader, task: ProgressTask): HashThread | undefined {
  const promised = [blob.digest, blob.diffId].filter((digest) => digest !== undefined);
  if (promised.length === 0 || reader.region.length < threadBytes) return undefined;
  const algorithms = [...new Set(promised.map(algorithmOf))];
  return new HashThread({ region: reader.region, algorithms }, (bytes) => task.advance(bytes));
}

async function verify(
  blob: Blob,
  reader: RegionReader,
  walk: Walk,
  parts: { readonly task: ProgressTask; readonly thread: HashThread | undefined },
): Promise<void> {
  const result = await untilAborted(parts.thread?.result, walk.scope.signal);
  if (result === undefined) return verifyRegion(blob, reader, walk, parts.task);
  const what = nameOf(blob);
  if (blob.sizeBytes !== undefined) requireSize(blob.sizeBytes, result.bytes, what);
  for (const [digest, name] of [
    [blob.digest, what],
    [blob.diffId, contentOf(blob)],
  ] as const)
    if (digest !== undefined) {
      const algorithm = algorithmOf(digest);
      requireDigest(digest, `${algorithm}:${result.digests.get(algorithm)}`, name);
    }
}

async function untilAborted<Value>(
  value: Promise<Value> | undefined,
  signal: AbortSignal,
): Promise<Value | undefined> {
  signal.throwIfAborted();
  if (value === undefined) return undefined;
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  function onAbort(): void {
    reject(signal.reason);
  }
  signal.addEventListener('abort', onAbort, { once: true });
  value.then(resolve, reject);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
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
  plain.check(contentOf(blob));
}
