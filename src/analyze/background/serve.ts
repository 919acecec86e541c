import type { MessagePort } from 'node:worker_threads';
import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import { type Batch, examineBatch } from './batch.ts';
import { freeSlot, slotAt } from './slots.ts';
import type { BackgroundJob, BatchResult } from './thread.ts';

/** The work of the thread: examines the batches that come through the port. `clock` is the only thing that is not in the job. */
export function serve(
  port: MessagePort,
  job: BackgroundJob,
  analyzers: readonly Analyzer[],
  clock: Scope['clock'],
): void {
  const scope = scopeOf(job, clock);
  port.on('message', (batch: Batch) => {
    port.postMessage(resultOf(batch, job, analyzers, scope));
  });
}

/** What is thrown here (`integrity.*`) is thrown again where the batch is examined once more. */
function resultOf(
  batch: Batch,
  { memory }: BackgroundJob,
  analyzers: readonly Analyzer[],
  scope: Scope,
): BatchResult {
  const { number, slot } = batch;
  try {
    const found = examineBatch(batch, slotAt(memory, slot), analyzers, scope);
    freeSlot(memory, slot);
    return { number, found };
  } catch {
    return { number };
  }
}

function scopeOf({ limits, temporaryDirectory }: BackgroundJob, clock: Scope['clock']): Scope {
  function nothing(): void {}
  return {
    signal: new AbortController().signal,
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    progress: { begin: () => ({ advance: nothing, [Symbol.dispose]: nothing }) },
    clock,
    limits,
    temporaryDirectory,
  };
}
