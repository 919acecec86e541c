import { Worker } from 'node:worker_threads';
import { OrderThread } from '#kit/order-thread.ts';
import type { EventThreadData, ReadOrder, WriteOrder } from './event-message.ts';
import type { WriterData } from './file-writer.ts';

/** Beside this file when run from source, beside the chunks of the bundle otherwise. */
const program = import.meta.url.endsWith('.ts')
  ? './event-files.worker.ts'
  : './event-files.worker.js';

/** The thread that writes the files of a directory. What threads answer is fixed by `event-files.worker.ts`. */
export function writingThread(data: WriterData): OrderThread<WriteOrder> {
  return new OrderThread('the events', () => start({ ...data, role: 'writer' }));
}

/** A thread that reads them. */
export function readingThread(directory: string): OrderThread<ReadOrder> {
  return new OrderThread('the events', () => start({ directory, role: 'reader' }));
}

function start(workerData: EventThreadData): Worker {
  return new Worker(new URL(program, import.meta.url), { workerData, name: 'caisson-events' });
}
