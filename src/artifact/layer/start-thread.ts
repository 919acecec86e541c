import { Worker } from 'node:worker_threads';

/** Starts a small thread with its data; `undefined` where threads are not allowed. `program` is a file, or code as text. */
export function startThread(program: URL | string, workerData: unknown): Worker | undefined {
  try {
    return new Worker(program, {
      eval: typeof program === 'string',
      workerData,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
    });
  } catch {
    return undefined;
  }
}
