import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { isCaissonError } from '#kit/error.ts';
import { RegionReader } from './input.ts';
import { isRawDecoderUsable } from './raw-decoder.ts';
import { RingWriter } from './ring.ts';
import { syncUnpacker } from './unpack-sync.ts';
import type { UnpackFailure, UnpackJob, UnpackResult } from './unpack-thread.ts';

/** Reads and decompresses one blob into the ring. Damage is told; any other failure ends the thread. */
async function unpack(job: UnpackJob): Promise<UnpackResult | undefined> {
  if (!(await isRawDecoderUsable(job.kind))) return undefined;
  using reader = new RegionReader(job.region);
  const hashes = job.algorithms.map((name) => createHash(name));
  const ring = new RingWriter(job.memory);
  using unpacker = syncUnpacker(job.kind, ring, job.what);
  let failure: UnpackFailure | undefined;
  for (let at = 0; at < job.region.length; ) {
    const block = reader.read(ring.nextInput(), at);
    at += block.length;
    ring.took(block.length);
    for (const hash of hashes) hash.update(block);
    if (!ring.isUnwanted) failure ??= attempt(() => unpacker.push(block));
  }
  if (!ring.isUnwanted) failure ??= attempt(() => unpacker.end());
  ring.flush();
  return {
    stored: hashes.map((hash) => hash.digest('hex')),
    ...(failure !== undefined && { failure }),
  };
}

function attempt(work: () => void): UnpackFailure | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    const { code, message } = error;
    return { code, message };
  }
}

// What starts this file sends a job.
parentPort?.postMessage(await unpack(workerData as UnpackJob));
