import type { Worker } from 'node:worker_threads';
import { isRecord } from '#kit/json.ts';
import type { FileRegion } from './input.ts';
import { startThread } from './start-thread.ts';

interface Job {
  readonly region: FileRegion;
  readonly algorithms: readonly string[];
}

/** What a thread found: hex digests by algorithm, and how many bytes of the region there were. */
export interface ThreadResult {
  readonly bytes: number;
  readonly digests: ReadonlyMap<string, string>;
}

/**
 * Hashes a region of a file in a thread of its own, which costs about 30 ms to start. `result` is `undefined` when threads
 * do not work here: the caller then hashes by itself. Dispose it to stop early.
 */
export class HashThread implements Disposable {
  readonly result: Promise<ThreadResult | undefined>;
  readonly #worker: Worker | undefined;

  constructor(job: Job, onBytes: (bytes: number) => void) {
    const worker = startThread(`(${program.toString()})()`, job);
    this.#worker = worker;
    this.result = new Promise((resolve) => {
      if (worker === undefined) resolve(undefined);
      worker?.on('message', (message: unknown) => {
        if (typeof message === 'number') onBytes(message);
        else resolve(toResult(message));
      });
      worker?.on('error', () => resolve(undefined));
      worker?.on('exit', () => resolve(undefined));
    });
  }

  [Symbol.dispose](): void {
    void this.#worker?.terminate();
  }
}

/**
 * The whole program of the thread. Its text is what runs there, so that no bundler has to know of a second file: it may
 * refer to nothing outside itself.
 */
function program(): void {
  const threads = process.getBuiltinModule('node:worker_threads');
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { openSync, readSync } = process.getBuiltinModule('node:fs');
  const { region, algorithms } = threads.workerData as Job;
  const hashes = algorithms.map((name) => createHash(name));
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  const fd = openSync(region.path, 'r');
  let at = 0;
  let told = 0;
  for (;;) {
    const wanted = Math.min(buffer.length, region.length - at);
    const count = wanted > 0 ? readSync(fd, buffer, 0, wanted, region.offset + at) : 0;
    if (count === 0) break;
    for (const hash of hashes) hash.update(buffer.subarray(0, count));
    at += count;
    if (at - told < 32 * 1024 * 1024) continue;
    threads.parentPort?.postMessage(at - told);
    told = at;
  }
  threads.parentPort?.postMessage(at - told);
  threads.parentPort?.postMessage({
    bytes: at,
    digests: hashes.map((hash) => hash.digest('hex')),
    algorithms,
  });
}

function toResult(message: unknown): ThreadResult | undefined {
  if (!isRecord(message)) return undefined;
  const { bytes, digests, algorithms } = message;
  if (typeof bytes !== 'number' || !Array.isArray(digests) || !Array.isArray(algorithms))
    return undefined;
  return {
    bytes,
    digests: new Map(algorithms.map((name, at) => [String(name), String(digests[at])])),
  };
}
